// Starts Swagger UI; a file of its own, so that the page needs no inline script.
SwaggerUIBundle({ url: "openapi.json", dom_id: "#api", deepLinking: true, tryItOutEnabled: true });
