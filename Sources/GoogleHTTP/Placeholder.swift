enum PlaceholderGoogleHTTP {}
