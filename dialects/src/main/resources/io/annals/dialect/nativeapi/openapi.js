// The validator would send the document's address abroad.
SwaggerUIBundle({
  url: "../openapi",
  dom_id: "#document",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
