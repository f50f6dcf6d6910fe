enum PlaceholderOAuthFlow {}
