import Sealing

/// The manifest of a Secret (core/v1) that a pod takes into its environment with `envFrom`.
enum KubernetesSecret {
    static func file(
        for credential: borrowing DeployedCredential,
        options: ExportOptions
    ) throws(ExportError) -> SecretBytes {
        guard let name = options.secretName else { throw .needs(.secretName, .kubernetesSecret) }
        var file = SecretBuffer(capacity: 2048)
        // Quoted, since a name may be a number.
        file.append("apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"\(name)\"\n")
        if let namespace = options.namespace { file.append("  namespace: \"\(namespace)\"\n") }
        file.append(
            "  labels:\n    app.kubernetes.io/managed-by: adsvault\n    app.kubernetes.io/component: credentials\n"
        )
        file.append("type: Opaque\ndata:\n")
        file.append("  GOOGLE_ADS_USE_PROTO_PLUS: \"")
        file.append(base64: Array("True".utf8).rawBytes)
        file.append("\"\n")
        try credential.forEachSetting { setting, value throws(ExportError) in
            guard let key = EnvironmentFile.key(of: setting) else { return }
            // No variable of an environment can hold a NUL, whatever base64 can.
            try forEachScalar(of: value, setting) { scalar throws(ExportError) in
                if scalar == "\0" { throw .unwritable(setting, .kubernetesSecret) }
            }
            file.append("  \(key): \"")
            file.append(base64: value)
            file.append("\"\n")
        }
        return file.finish()
    }
}
