package io.annals.server.endtoend;

import static io.annals.server.endtoend.YandexClient.refusal;
import static io.annals.server.endtoend.YandexClient.version;
import static io.annals.server.endtoend.YandexClient.violatedFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.annals.dialect.yandex.proto.functions.CreateFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.GetFunctionVersionRequest;
import io.annals.dialect.yandex.proto.functions.Package;
import io.annals.dialect.yandex.proto.functions.Version;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

/** What a version of the Yandex dialect is made of. */
class YandexVersionsTest extends YandexCase {
  @Test
  void aVersionEchoesItsAttributesAndNeverItsCode() {
    String id = client.create(folder, "attributes").getId();
    CreateFunctionVersionRequest.Builder request =
        version(id)
            .setDescription("Ünïcode")
            .setExecutionTimeout(Duration.newBuilder().setSeconds(3600))
            .setServiceAccountId("aje1")
            .putEnvironment("KEY", "wert ß")
            .setConcurrency(16)
            .setTmpfsSize(512L << 20);
    request.getResourcesBuilder().setMemory(1024L << 20);
    request.addSecretsBuilder().setId("s1").setKey("k").setEnvironmentVariable("TOKEN");
    request.addMountsBuilder().setName("m1").getObjectStorageBuilder().setBucketId("bucket");
    String version = client.createVersion(request);

    Version read =
        client.functions.getVersion(
            GetFunctionVersionRequest.newBuilder().setFunctionVersionId(version).build());

    assertThat(read)
        .isEqualTo(
            Version.newBuilder()
                .setId(version)
                .setFunctionId(id)
                .setCreatedAt(read.getCreatedAt())
                .setDescription("Ünïcode")
                .setRuntime("nodejs22")
                .setEntrypoint("index.handler")
                .setResources(request.getResources())
                .setExecutionTimeout(request.getExecutionTimeout())
                .setServiceAccountId("aje1")
                .putEnvironment("KEY", "wert ß")
                .setConcurrency(16)
                .setTmpfsSize(512L << 20)
                .addAllSecrets(request.getSecretsList())
                .addAllMounts(request.getMountsList())
                .setLogOptions(read.getLogOptions().toBuilder().setFolderId(folder))
                .setImageSize(request.getContent().size())
                .setStatus(Version.Status.ACTIVE)
                .addTags("$latest")
                .build());
  }

  @Test
  void packagesAndCopiedVersionsAreKeptAsReferences() {
    String id = client.create(folder, "sources").getId();
    String source = client.createVersion(version(id));
    String copy = client.createVersion(version(id).setVersionId(source));
    client.createVersion(
        version(id).setPackage(Package.newBuilder().setBucketName("b").setObjectName("o").build()));

    assertThat(
            client
                .functions
                .getVersion(
                    GetFunctionVersionRequest.newBuilder().setFunctionVersionId(copy).build())
                .getImageSize())
        .isEqualTo(version(id).getContent().size());
    String elsewhere = client.create(folder + "-other", "elsewhere").getId();
    assertThat(
            violatedFields(
                refusal(
                    () ->
                        client.functions.createVersion(
                            version(elsewhere).setVersionId(source).build()))))
        .containsExactly("version_id");
  }

  @Test
  void fiftyMebibytesOfContentAreTakenAndOneByteMoreIsNot() {
    String id = client.create(folder, "large").getId();
    byte[] content = new byte[50 << 20];
    new java.util.Random(7).nextBytes(content);
    String version = client.createVersion(version(id).setContent(ByteString.copyFrom(content)));
    assertThat(client.byTag(id, "$latest"))
        .returns(version, Version::getId)
        .returns((long) content.length, Version::getImageSize);

    assertThat(
            violatedFields(
                refusal(
                    () ->
                        client.functions.createVersion(
                            version(id)
                                .setContent(ByteString.copyFrom(new byte[content.length + 1]))
                                .build()))))
        .containsExactly("content");
    assertThat(
            catchThrowableOfType(
                    StatusRuntimeException.class,
                    () ->
                        client.functions.createVersion(
                            version(id)
                                .setContent(
                                    ByteString.copyFrom(new byte[content.length + (5 << 20)]))
                                .build()))
                .getStatus()
                .getCode())
        .isEqualTo(Code.RESOURCE_EXHAUSTED);
  }
}
