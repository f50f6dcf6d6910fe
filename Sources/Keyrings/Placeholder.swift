enum PlaceholderKeyrings {}
