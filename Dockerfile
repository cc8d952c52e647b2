# syntax=docker/dockerfile:1

# The program. What it depends on is a layer of its own, which lasts until a POM changes.
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn .mvn/
COPY pom.xml ./
COPY api/pom.xml api/
COPY event-store/pom.xml event-store/
COPY command-side/pom.xml command-side/
COPY query-side/pom.xml query-side/
COPY transparency-log/pom.xml transparency-log/
COPY dialects/pom.xml dialects/
COPY server/pom.xml server/
COPY sdk-tests/yandex/pom.xml sdk-tests/yandex/
COPY sdk-tests/insforge/pom.xml sdk-tests/insforge/
COPY sdk-tests/bem/pom.xml sdk-tests/bem/
COPY benchmarks/pom.xml benchmarks/
# Builds nothing from no sources, for the plugins and libraries that the next step needs.
RUN mvn -B -q -ntp -pl server -am -DskipTests -Dprotobuf.skip package
COPY . .
RUN mvn -B -q -ntp -pl server -am -DskipTests clean package \
 && deploy/unpack server/target/annals-exec.jar /unpacked

# The program where it will run, with the archive of its classes.
FROM eclipse-temurin:25-jre-noble AS program
COPY --from=build /unpacked/dependencies /app
COPY --from=build /unpacked/native /app/native
COPY --from=build /unpacked/application /app
COPY deploy/java.options /app/
COPY deploy/archive /tmp/
RUN /tmp/archive /app/java.options /app/annals-exec.jar

FROM eclipse-temurin:25-jre-noble
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Annals" \
      org.opencontainers.image.description="An event-sourced registry of functions" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
RUN groupadd --gid 10001 annals \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin annals \
 && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /unpacked/dependencies /app
COPY --from=build /unpacked/native /app/native
COPY --from=build /unpacked/application /app
COPY deploy/java.options /app/
COPY --chmod=0755 deploy/annals /usr/local/bin/annals
COPY --from=program /app/annals.aot /app/
ENV ANNALS_DATA=/data
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8080 9090
# Every few seconds: without the archive, which is for more than this, and with little of a virtual machine.
HEALTHCHECK --interval=10s --timeout=10s --start-period=60s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "/app/annals-exec.jar", "io.annals.server.operating.HealthCheck"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/annals.aot", "@/app/java.options", "-jar", "/app/annals-exec.jar"]
CMD ["serve"]
