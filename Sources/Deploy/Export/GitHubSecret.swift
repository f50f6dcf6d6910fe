import Sealing

/// The value of a repository's secret as GitHub's REST API takes it: `google-ads.yaml` in a box of libsodium, in base64.
enum GitHubSecret {
    static func file(
        for credential: borrowing DeployedCredential,
        options: ExportOptions
    ) throws(ExportError) -> SecretBytes {
        guard let key = options.repositoryKey else { throw .needs(.repositoryKey, .gitHubSecret) }
        let plaintext = try GoogleAdsYAML.file(for: credential)
        guard let box = plaintext.withBytes({ SealedBox.seal($0, to: key.bytes) }) else {
            preconditionFailure("a repository's key is one to which can be sealed")
        }
        var file = SecretBuffer(capacity: box.count * 2)
        file.append(base64: box.rawBytes)
        file.append("\n")
        return file.finish()
    }
}
