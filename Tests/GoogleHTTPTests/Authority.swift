import Foundation

/// A certificate authority that lives for one test, made by `openssl`.
final class Authority: Sendable {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "adsvault-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try openssl(subject: "/CN=An authority for one test", name: "authority")
    }

    deinit {
        // A folder of /tmp that stays behind harms nobody.
        try? FileManager.default.removeItem(at: folder)
    }

    /// The authority's certificate, as SSL_CERT_FILE names it.
    var file: String { path("authority.pem") }

    /// A certificate and its key for a server.
    func issue(commonName: String = "server", alternativeNames: String?) throws -> (certificate: String, key: String) {
        let name = UUID().uuidString
        var extras = ["-CA", file, "-CAkey", path("authority.key")]
        if let alternativeNames { extras += ["-addext", "subjectAltName=\(alternativeNames)"] }
        extras += ["-addext", "basicConstraints=critical,CA:FALSE"]
        try openssl(subject: "/CN=\(commonName)", name: name, extras)
        return (path(name + ".pem"), path(name + ".key"))
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func openssl(subject: String, name: String, _ extras: [String] = []) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "2", "-subj", subject, "-keyout", path(name + ".key"), "-out", path(name + ".pem")] + extras
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(subject: subject) }
    }

    struct Failed: Error {
        let subject: String
    }
}
