/// A page in the stand-in's plain dress.
func pageText(title: String, _ content: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>\(escape(title))</title>
    <meta name="viewport" content="width=device-width">
    <style>body{font:16px/1.5 sans-serif;max-width:32em;margin:3em auto;padding:0 1em}
    label{display:block;margin:.4em 0}button{font:inherit;padding:.4em 1.2em;margin-right:.6em}</style></head>
    <body>\(content)<hr><p><small>This is not Google: a stand-in for it, for demonstrations and tests.</small></p></body></html>
    """
}

/// The account chooser and the consent screen in one.
func consentPage(_ request: ConsentRequest, accounts: [Account]) -> String {
    var choices = ""
    for account in accounts {
        let isHinted = [account.email, account.sub].contains(request.loginHint)
        let isChosen = isHinted || (choices.isEmpty && !accounts.contains { $0.email == request.loginHint })
        choices += """
            <label><input type="radio" name="account" value="\(escape(account.email))"\(isChosen ? " checked" : "")>
            \(escape(account.email))</label>
            """
    }
    if choices.isEmpty { choices = "<p>There is no account yet.</p>" }
    var boxes = ""
    for scope in request.scopes {
        let isFixed = Scopes.signIn.contains(scope)
        boxes += """
            <label><input type="checkbox" name="scope" value="\(escape(scope))" checked\(isFixed ? " disabled" : "")>
            \(escape(scope))</label>
            """
    }
    return pageText(
        title: "Sign in - Google Sandbox",
        """
        <h1>Choose an account</h1>
        <form method="post">\(choices)
        <h2>\(escape(request.client.project)) wants access to your account</h2>
        \(boxes)
        <p><button id="allow" name="decision" value="allow">Allow</button>
        <button id="deny" name="decision" value="deny">Deny</button></p></form>
        """
    )
}

/// The page where a consent ends without a way back to the client.
func blockedPage(_ blocked: Blocked) -> String {
    let error = blocked.error
    return pageText(
        title: "Error \(error.status): \(error.rawValue)",
        """
        <h1>Access blocked: Authorization Error</h1>
        <p>\(escape(error.explanation))</p>
        <p>\(escape(blocked.detail ?? ""))</p>
        <p><strong>Error \(error.status): \(error.rawValue)</strong></p>
        """
    )
}

/// Text for HTML, also inside double quotes.
private func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
        switch character {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        default: escaped.append(character)
        }
    }
    return escaped
}
