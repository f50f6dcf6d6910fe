import Deploy
import Foundation
import Testing

struct KubernetesSecretTests {
    @Test func `the manifest's keys are those of the environment`() throws {
        let credential = try sample(loginCustomerID: "012-345-6789")
        #expect(
            try ExportFormat.kubernetesSecret.file(for: credential, options: sampleOptions()).revealedText() == """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: "google-ads"
                  namespace: "campaigns"
                  labels:
                    app.kubernetes.io/managed-by: adsvault
                    app.kubernetes.io/component: credentials
                type: Opaque
                data:
                  GOOGLE_ADS_USE_PROTO_PLUS: "VHJ1ZQ=="
                  GOOGLE_ADS_CLIENT_ID: "MTIzNDU2Nzg5MDEyLWFiYy5hcHBzLmdvb2dsZXVzZXJjb250ZW50LmNvbQ=="
                  GOOGLE_ADS_CLIENT_SECRET: "R09DU1BYLWFCM19kRS02"
                  GOOGLE_ADS_REFRESH_TOKEN: "MS8vMGdBYkMtZEVmXzEyMw=="
                  GOOGLE_ADS_LOGIN_CUSTOMER_ID: "MDEyMzQ1Njc4OQ=="

                """
        )
    }

    @Test func `without a namespace the manifest leaves it to whoever applies it`() throws {
        var options = try sampleOptions()
        options.namespace = nil
        let file = try ExportFormat.kubernetesSecret.file(for: sample(), options: options).revealedText()
        #expect(!file.contains("namespace"))
    }

    @Test func `a value that no environment holds is refused`() throws {
        let credential = try sample(secret: "nul\0")
        let options = try sampleOptions()
        #expect(throws: ExportError.unwritable(.clientSecret, .kubernetesSecret)) {
            _ = try ExportFormat.kubernetesSecret.file(for: credential, options: options)
        }
    }

    @Test(arguments: ["", "Ads", "-ads", "ads-", "a..b", "a_b", "a b", "ä", String(repeating: "a", count: 254)])
    func `what Kubernetes would not take for a name is none`(text: String) {
        #expect(throws: KubernetesName.Invalid.self) { _ = try KubernetesName(text) }
    }

    @Test(arguments: ["a.b", String(repeating: "a", count: 64), "A"])
    func `what Kubernetes would not take for a namespace is none`(text: String) {
        #expect(throws: KubernetesNamespace.Invalid.self) { _ = try KubernetesNamespace(text) }
    }

    @Test func `names may be as long as Kubernetes has them`() throws {
        #expect(try KubernetesName(String(repeating: "a", count: 253)).description.count == 253)
        #expect(try KubernetesNamespace(String(repeating: "a", count: 63)).description.count == 63)
    }

    @Test(.enabled(if: Judges.program("kubectl") != nil, "kubectl is not here"))
    func `kubectl takes it for a Secret, and reads awkward values exactly`() throws {
        let kubectl = try #require(Judges.program("kubectl"))
        let (texts, outcome) = try withFolder { folder in
            let texts = try writeAwkwardValues(as: .kubernetesSecret, into: folder, named: ".yaml", refusing: \.hasNUL)
            return (texts, try Judges.run(kubectl, Self.arguments + [folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == texts.map { "v1 Secret Opaque =" + Data($0.utf8).base64EncodedString() })
    }

    @Test(.enabled(if: Judges.canBeInstalled, "PyYAML cannot be installed here"))
    func `PyYAML reads awkward values exactly`() throws {
        let python = try #require(Judges.python)
        let (texts, outcome) = try withFolder { folder in
            let texts = try writeAwkwardValues(as: .kubernetesSecret, into: folder, refusing: \.hasNUL)
            return (texts, try Judges.run(python, ["-c", Self.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    private static let arguments = [
        "annotate", "--local", "--dry-run=client", "example.com/judged=yes", "--output",
        "go-template={{.apiVersion}} {{.kind}} {{.type}} ={{.data.GOOGLE_ADS_CLIENT_SECRET}}{{\"\\n\"}}", "--filename",
    ]

    private static let reader = """
        import base64, glob, sys, yaml
        for path in sorted(glob.glob(sys.argv[1] + "/*")):
            with open(path, "rb") as file:
                manifest = yaml.safe_load(file)
            assert (manifest["apiVersion"], manifest["kind"], manifest["type"]) == ("v1", "Secret", "Opaque")
            assert manifest["metadata"]["name"] == "google-ads" and manifest["metadata"]["namespace"] == "campaigns"
            value = manifest["data"]["GOOGLE_ADS_CLIENT_SECRET"]
            print("=" + base64.b64decode(value, validate=True).hex())
        """
}
