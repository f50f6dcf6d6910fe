enum PlaceholderDeploy {}
