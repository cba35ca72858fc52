"""Authors: models, schemas, service and controller of the page's guide."""
