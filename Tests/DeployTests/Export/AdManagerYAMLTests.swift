import Deploy
import Foundation
import Testing

@Suite(.enabled(if: Judges.canBeInstalled, "googleads cannot be installed here"))
struct AdManagerYAMLTests {
    @Test func `the official library makes a client of it`() throws {
        let python = try #require(Judges.python)
        let credential = try sample(networkCode: "012345678")
        let outcome = try withFolder { folder in
            let file = folder.appending(path: "googleads.yaml")
            try Data(ExportFormat.adManagerYAML.file(for: credential).revealed()).write(to: file)
            return try Judges.run(python, ["-W", "ignore", "-c", Self.client, file.path])
        }
        #expect(outcome.status == 0)
        #expect(
            outcome.lines == [
                "123456789012-abc.apps.googleusercontent.com", "GOCSPX-aB3_dE-6", "1//0gAbC-dEf_123",
                "adsvault", "012345678",
            ]
        )
    }

    @Test func `PyYAML reads a thousand awkward values exactly, and the official library some of them`() throws {
        let python = try #require(Judges.python)
        let (texts, outcome) = try withFolder { folder in
            let texts = try writeAwkwardValues(as: .adManagerYAML, into: folder)
            return (texts, try Judges.run(python, ["-W", "ignore", "-c", Self.reader, folder.path]))
        }
        #expect(outcome.status == 0)
        #expect(outcome.lines == judged(texts))
    }

    private static let client = """
        import logging, sys
        logging.disable(logging.CRITICAL)
        from googleads import ad_manager
        client = ad_manager.AdManagerClient.LoadFromStorage(sys.argv[1])
        held = client.oauth2_client.creds
        print(held.client_id, held.client_secret, held.refresh_token, sep="\\n")
        print(client.application_name, client.network_code, sep="\\n")
        """

    private static let reader = """
        import glob, logging, sys, yaml
        logging.disable(logging.CRITICAL)
        from googleads import ad_manager
        for path in sorted(glob.glob(sys.argv[1] + "/*")):
            with open(path, "rb") as file:
                secret = yaml.safe_load(file)["ad_manager"]["client_secret"]
            if path.endswith("50"):
                client = ad_manager.AdManagerClient.LoadFromStorage(path)
                assert client.oauth2_client.creds.client_secret == secret
            print("=" + secret.encode().hex())
        """
}
