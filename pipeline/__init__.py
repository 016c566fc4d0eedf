"""twosource's pipeline: from articles and a claim to a finding. `pipeline.factcheck.FactChecker` puts it together."""
