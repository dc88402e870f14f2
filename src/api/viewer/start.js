SwaggerUIBundle({
  urls: [
    { url: "v1/openapi.json", name: "API" },
    { url: "openapi/service.json", name: "Service" },
  ],
  dom_id: "#viewer",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  // No foreign host is asked whether the description is good.
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
});
