import Credentials
import Sealing

extension Draft {
    /// The credential, once it is found to be one.
    func credential(noting notes: inout [ImportNote]) throws(ImportError) -> ImportedCredential {
        if let document { return try serviceAccount(document) }
        let material = try material(noting: &notes)
        return ImportedCredential(
            material,
            developerToken: try optional(.developerToken, noting: &notes).map { SecretBytes($0.value) },
            loginCustomerID: try customer(.loginCustomerID, noting: &notes),
            linkedCustomerID: try customer(.linkedCustomerID, noting: &notes),
            networkCode: try network(noting: &notes),
            accountEmail: try optional(.accountEmail, noting: &notes)?.value,
            impersonatedEmail: try optional(.impersonatedEmail, noting: &notes)?.value,
            format: format,
            line: line
        )
    }

    private func serviceAccount(_ document: [UInt8]) throws(ImportError) -> ImportedCredential {
        do {
            let key = try ServiceAccountKey(SecretBytes(copying: document.rawBytes))
            let email = key.clientEmail
            return ImportedCredential(.serviceAccount(key), accountEmail: email, format: format, line: line)
        } catch .malformed(let offset) {
            // `line` is that of the brace, before which there may be blanks and a byte order mark.
            let start = document.firstIndex(of: UInt8(ascii: "{")) ?? 0
            let breaks = document.prefix(offset).dropFirst(start).count { $0 == UInt8(ascii: "\n") }
            throw ImportError(.notJSON, line: line + breaks)
        } catch {
            throw ImportError(.serviceAccount(error), line: line)
        }
    }

    private func material(noting notes: inout [ImportNote]) throws(ImportError) -> ImportedCredential.Material {
        let user = Self.ofUser.compactMap { value(of: $0) }
        let keyFile = value(of: .keyFile)
        // Samples show every kind; one that nobody filled in is not meant.
        let isUser = !user.isEmpty && (keyFile == nil || !user.allSatisfy { isPlaceholder($0.value) })
        let hasKeyFile = keyFile.map { user.isEmpty || !isPlaceholder($0.value) } ?? false
        if let line = defaultCredentialsLine {
            throw ImportError(isUser || hasKeyFile ? .twoKinds : .defaultCredentials, line: line)
        }
        if isUser, hasKeyFile { throw ImportError(.twoKinds, line: keyFile?.line) }
        if hasKeyFile {
            if let keyFile, KeyFilePath.isInlineKey(keyFile.value) { throw ImportError(.inlineKey, line: keyFile.line) }
            let keyFile = try required(.keyFile, noting: &notes)
            notes.append(ImportNote(.keyFileNamed, line: keyFile.line))
            return .keyFile(path: KeyFilePath.shown(keyFile.value))
        }
        if let keyFile { notes.append(ImportNote(.placeholderLeftOut(.keyFile), line: keyFile.line)) }
        return .user(
            ImportedCredential.User(
                clientID: try required(.clientID, noting: &notes).value,
                clientSecret: SecretBytes(try required(.clientSecret, noting: &notes).value),
                refreshToken: SecretBytes(try required(.refreshToken, noting: &notes).value)
            )
        )
    }

    private func required(
        _ setting: DeployedCredential.Setting,
        noting notes: inout [ImportNote]
    ) throws(ImportError) -> Found {
        guard let value = value(of: setting) else { throw ImportError(.missing(setting), line: line) }
        guard !isPlaceholder(value.value) else { throw ImportError(.placeholder(setting), line: value.line) }
        try check(value, setting, noting: &notes)
        return value
    }

    private func optional(
        _ setting: DeployedCredential.Setting,
        noting notes: inout [ImportNote]
    ) throws(ImportError) -> Found? {
        guard let value = value(of: setting) else { return nil }
        guard !isPlaceholder(value.value) else {
            notes.append(ImportNote(.placeholderLeftOut(setting), line: value.line))
            return nil
        }
        try check(value, setting, noting: &notes)
        return value
    }

    private func check(
        _ found: Found,
        _ setting: DeployedCredential.Setting,
        noting notes: inout [ImportNote]
    ) throws(ImportError) {
        if let kind = SecretKind(of: found.value), !kind.fits(setting) {
            throw ImportError(.mixedUp(setting, with: kind), line: found.line)
        }
        if Self.ofUser.contains(setting), found.value.unicodeScalars.contains(where: \.isSpaceOrControl) {
            throw ImportError(.spaced(setting), line: found.line)
        }
        let ends = [found.value.unicodeScalars.first, found.value.unicodeScalars.last]
        if ends.contains(" ") || ends.contains("\t") {
            notes.append(ImportNote(.blankKept(setting), line: found.line))
        }
    }

    private func customer(
        _ setting: DeployedCredential.Setting,
        noting notes: inout [ImportNote]
    ) throws(ImportError) -> CustomerID? {
        guard let found = try optional(setting, noting: &notes) else { return nil }
        let id: CustomerID
        do {
            id = try CustomerID(found.value)
        } catch {
            throw ImportError(.notANumber(setting), line: found.line)
        }
        if found.value.utf8.contains(UInt8(ascii: "-")) {
            notes.append(ImportNote(.dashesRemoved(setting), line: found.line))
        }
        // What YAML 1.1 cannot read in octal it leaves a text; PHP makes a number of it all the same.
        let isOctal = id.digits.utf8.allSatisfy { $0 < UInt8(ascii: "8") }
        if found.isPlain, id.digits.hasPrefix("0"), isOctal || format == .phpINI {
            notes.append(ImportNote(.leadingZero(setting), line: found.line))
        }
        return id
    }

    private func network(noting notes: inout [ImportNote]) throws(ImportError) -> NetworkCode? {
        guard let found = try optional(.networkCode, noting: &notes) else { return nil }
        do {
            return try NetworkCode(found.value)
        } catch {
            throw ImportError(.notANumber(.networkCode), line: found.line)
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isSpaceOrControl: Bool {
        properties.isWhitespace || properties.generalCategory == .control
    }
}

extension SecretBytes {
    /// The bytes of a text that was cut out of a file.
    init(_ text: String) {
        var bytes = Array(text.utf8)
        self.init(wiping: &bytes)
    }
}
