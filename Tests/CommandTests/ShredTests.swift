import Foundation
import Glibc
import Testing

@testable import GoogleSandbox

/// What is destroyed after it was taken over, and what is not.
@Suite struct ShredTests {
    @Test func `a file with anything else in it stays as a wrong file, and it is said what`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            let ads = """
                GOOGLE_ADS_CLIENT_ID=\(client.id)
                GOOGLE_ADS_CLIENT_SECRET=\(client.secret)
                GOOGLE_ADS_REFRESH_TOKEN=\(token)

                """
            try person.write("my x.env", "DATABASE_URL=postgres://a:canary@b/c\n\(ads)STRIPE_KEY=canary\n")
            try person.write(
                "appsettings.json",
                """
                {"ConnectionStrings": {"Main": "canary"}, "GoogleAdsApi": {"OAuth2ClientId": "\(client.id)",
                 "OAuth2ClientSecret": "\(client.secret)", "OAuth2RefreshToken": "\(token)"}}
                """
            )
            let cases = [
                ("my x.env", ["DATABASE_URL in line 1", "STRIPE_KEY in line 5", "shred -u 'my x.env'"]),
                ("appsettings.json", ["ConnectionStrings in line 1"]),
            ]
            for (file, words) in cases {
                let outcome = try await person.fails(2, "import", file, "--shred")
                for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
                #expect(!outcome.errors.contains("canary"))
                #expect(person.has(file))
            }
            // Without the others it goes.
            try person.write("x.env", ads)
            let done = try await person.succeeds("import", "x.env", "--shred")
            #expect(done.errors.contains("may keep the bytes"))
            #expect(!person.has("x.env"))
        }
    }

    @Test func `a link, a pipe, and a file with other names are refused before anything is taken over`() async throws {
        try await withOperator { person, google in
            let (client, token) = try await person.oldToken(google)
            let text = "client_id: \(client.id)\nclient_secret: \(client.secret)\nrefresh_token: \(token)\n"
            try person.write("one.yaml", text)
            try FileManager.default.linkItem(at: person.path("one.yaml"), to: person.path("other.yaml"))
            try FileManager.default.createSymbolicLink(
                at: person.path("link.yaml"),
                withDestinationURL: person.path("one.yaml")
            )
            #expect(unsafe mkfifo(person.path("pipe.yaml").path, 0o600) == 0)
            for (file, word) in [
                ("one.yaml", "other names"), ("link.yaml", "symbolic link"), ("pipe.yaml", "no file"),
            ] {
                let outcome = try await person.fails(2, "import", file, "--shred", "--json")
                #expect(outcome.failure["code"] as? String == "not_shreddable")
                #expect((outcome.failure["message"] as? String)?.contains(word) == true, "\(outcome.failure)")
            }
            try await person.fails(2, "client", "add", "one.yaml", "--shred")
            #expect(try await person.succeeds("list", "--json").array.isEmpty)
            #expect(try String(contentsOf: person.path("other.yaml"), encoding: .utf8) == text)
            #expect(person.has("link.yaml") && person.has("pipe.yaml"))
        }
    }

    @Test func `a key in the place of its path is shown nowhere`() async throws {
        try await withOperator { person, _ in
            let key = #"{"type":"service_account","private_key":"canary"}"#
            for value in [key, Data(key.utf8).base64EncodedString(), "/home/x/1//0gAbC-canary"] {
                try person.write("x.env", "\nGOOGLE_ADS_JSON_KEY_FILE_PATH='\(value)'\n")
                for options in [[], ["--json"], ["--shred"]] {
                    let outcome = try await person.run(["import", "x.env"] + options)
                    #expect(outcome.status == 2)
                    #expect(!(outcome.output + outcome.errors).contains(value))
                    #expect(!(outcome.output + outcome.errors).contains("canary"))
                    #expect((outcome.output + outcome.errors).contains("line 2"))
                }
                #expect(person.has("x.env"))
            }
        }
    }
}

extension Operator {
    fileprivate func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: path(file).path)
    }
}
