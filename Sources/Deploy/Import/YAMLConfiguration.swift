import Yams

/// Reads what is YAML: `google-ads.yaml`, the blocks of `googleads.yaml`, and Secrets of Kubernetes, one or several in
/// a file, in one or several documents.
enum YAMLConfiguration {
    /// Whether a key at the start of a line gives such a file away.
    static func isKnown(_ key: String) -> Bool {
        blocks.contains(key) || plain.contains(key) || key == "apiVersion"
            || ExportFormat.googleAdsYAML.setting(named: key) != nil
    }

    static func read(_ text: ConfigurationText) throws(ImportError) -> Findings {
        try YAMLGuard.check(text)
        var findings = Findings()
        for document in try documents(in: text) {
            guard case .mapping(let mapping) = document else {
                // Nothing is lost with a document of nothing.
                if Self.text(document)?.value != "" {
                    findings.unknown.append(UnknownSetting(line: document.mark?.line ?? 1))
                }
                continue
            }
            if string(mapping, "kind") == "Secret" {
                try readSecret(mapping, into: &findings)
                continue
            }
            findings.add(try settings(mapping, .googleAdsYAML, passingOver: &findings))
            for (key, value) in mapping {
                guard case .scalar(let name) = key, blocks.contains(name.string) else { continue }
                guard case .mapping(let inner) = value else { continue }
                findings.add(try settings(inner, .adManagerYAML, passingOver: &findings))
            }
        }
        return findings
    }

    /// Ad Manager, by its name and its old one, and AdWords, which is no more.
    private static let blocks: Set = ["ad_manager", "dfp", "adwords"]
    /// Keys of `google-ads.yaml` that hold no setting, or one by an old name.
    private static let plain: Set = [
        "use_proto_plus", "use_application_default_credentials", "path_to_private_key_file", "delegated_account",
    ]

    private static func documents(in text: ConfigurationText) throws(ImportError) -> [Node] {
        do {
            let parser = try Parser(yaml: String(decoding: text.bytes, as: UTF8.self))
            var documents: [Node] = []
            while let document = try parser.nextRoot() { documents.append(document) }
            return documents
        } catch let error as YamlError {
            throw ImportError(.malformed(.googleAdsYAML, error.importProblem), line: error.importLine)
        } catch {
            throw ImportError(.malformed(.googleAdsYAML, "it is no YAML"))
        }
    }

    private static func settings(
        _ mapping: Node.Mapping,
        _ format: ExportFormat,
        passingOver findings: inout Findings
    ) throws(ImportError) -> Draft {
        var draft = Draft(format: format, line: line(of: mapping))
        for (key, value) in mapping {
            let line = value.mark?.line ?? draft.line
            guard case .scalar(let name) = key else {
                findings.unknown.append(UnknownSetting(line: key.mark?.line ?? line))
                continue
            }
            guard name.string != "<<" else {
                throw ImportError(.malformed(format, "merge keys are not taken"), line: line)
            }
            guard let setting = setting(named: name.string, format) else {
                if name.string == "use_application_default_credentials", let text = text(value), isTrue(text.value) {
                    draft.defaultCredentialsLine = line
                }
                if format != .googleAdsYAML || !isBlock(name.string, value) {
                    findings.pass(over: name.string, format, line: key.mark?.line ?? line)
                }
                continue
            }
            guard let text = text(value) else {
                throw ImportError(.malformed(format, "the \(setting.rawValue) is no single value"), line: line)
            }
            try draft.set(setting, text)
        }
        return draft
    }

    /// The setting that a key stands for, by all its names: blocks of AdWords have a developer token and a customer.
    private static func setting(named key: String, _ format: ExportFormat) -> DeployedCredential.Setting? {
        if let setting = format.setting(named: key) { return setting }
        switch (key, format) {
        case ("path_to_private_key_file", .googleAdsYAML): return .keyFile
        case ("delegated_account", .googleAdsYAML): return .impersonatedEmail
        case ("developer_token", .adManagerYAML): return .developerToken
        case ("client_customer_id", .adManagerYAML): return .loginCustomerID
        default: return nil
        }
    }

    /// Whether it is a block of settings, or an empty one.
    private static func isBlock(_ key: String, _ value: Node) -> Bool {
        guard blocks.contains(key) else { return false }
        if case .mapping = value { return true }
        return text(value)?.value == ""
    }

    private static func readSecret(_ manifest: Node.Mapping, into findings: inout Findings) throws(ImportError) {
        var draft = Draft(format: .kubernetesSecret, line: line(of: manifest))
        for (key, value) in manifest {
            findings.pass(over: key.string ?? "", draft.format, line: key.mark?.line ?? value.mark?.line ?? 1)
        }
        for (section, isEncoded) in [("data", true), ("stringData", false)] {
            guard case .mapping(let data)? = manifest[Node(section)] else {
                if let node = manifest[Node(section)], text(node)?.value != "" {
                    findings.unknown.append(UnknownSetting(section, line: node.mark?.line ?? 1))
                }
                continue
            }
            for (key, value) in data {
                guard case .scalar(let name) = key, var found = text(value), name.string.hasPrefix("GOOGLE_ADS_") else {
                    findings.unknown.append(UnknownSetting(key.string, line: key.mark?.line ?? 1))
                    continue
                }
                if isEncoded {
                    guard let bytes = base64Decoded(found.value), !bytes.contains(0),
                        let text = String(validating: bytes, as: UTF8.self)
                    else {
                        throw ImportError(
                            .malformed(.kubernetesSecret, "a value is no text in base64"),
                            line: found.line
                        )
                    }
                    found.value = text
                }
                found.isPlain = false
                if try !draft.set(variable: name.string, found) {
                    findings.pass(over: name.string, .env, line: found.line)
                }
            }
        }
        findings.add(draft)
    }

    private static func string(_ mapping: Node.Mapping, _ key: String) -> String? {
        mapping[Node(key)].flatMap(text)?.value
    }

    /// A value that is one text, as it is written; empty for null.
    private static func text(_ node: Node) -> Draft.Found? {
        guard case .scalar(let scalar) = node else { return nil }
        let isPlain = scalar.style == .plain
        let isNull = isPlain && ["~", "null", "Null", "NULL"].contains(scalar.string)
        return Draft.Found(value: isNull ? "" : scalar.string, line: scalar.mark?.line ?? 1, isPlain: isPlain)
    }

    private static func line(of mapping: Node.Mapping) -> Int {
        mapping.first?.key.mark?.line ?? 1
    }
}

extension YamlError {
    /// Where the text stops being YAML.
    fileprivate var importLine: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        // libyaml counts the bytes before the character that it does not take.
        case .reader(_, let offset?, _, let yaml): yaml.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") } + 1
        default: nil
        }
    }

    /// What is wrong, in libyaml's words, which name nothing of the text.
    fileprivate var importProblem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping: "a key stands there twice"
        case .reader(let problem, _, _, _): problem
        default: "it is no YAML"
        }
    }
}
