import Credentials
import Testing

@testable import Broker

struct MetadataEnvironmentTests {
    private let environment = MetadataEnvironment(port: 4711, emptyFolder: "/run/empty")

    @Test func `every library is led to the server's address`() {
        for name in ["GCE_METADATA_HOST", "GCE_METADATA_IP", "GCE_METADATA_ROOT"] {
            #expect(environment.variables[name] == "127.0.0.1:4711")
        }
        #expect(environment.variables["CLOUDSDK_CONFIG"] == "/run/empty")
    }

    @Test(arguments: [("bob", "bob"), ("b+b@example.com", "b%2Bb@example.com"), ("ü", "%C3%BC")])
    func `one of several credentials is reached by its own path`(_ name: String, _ escaped: String) throws {
        let environment = MetadataEnvironment(port: 4711, emptyFolder: "/run/empty", name: try Name(name))
        #expect(environment.variables["GCE_METADATA_HOST"] == "127.0.0.1:4711/\(escaped)")
    }

    @Test func `what leads around the server is taken away, the rest stays`() {
        let inherited = [
            "PATH": "/bin", "GOOGLE_APPLICATION_CREDENTIALS": "/key.json", "NO_GCE_CHECK": "true",
            "google_application_credentials": "/key.json",
            "GOOGLE_ADS_REFRESH_TOKEN": "1//x", "GOOGLE_ADS_CLIENT_SECRET": "s", "GOOGLE_ADS_LOGIN_CUSTOMER_ID": "1",
            "GOOGLE_ADS_DEVELOPER_TOKEN": "d", "GOOGLE_ADS_CONFIGURATION_FILE_PATH": "/ads.yaml",
            "GCE_METADATA_HOST": "elsewhere", "CLOUDSDK_CONFIG": "/home/ann/.config/gcloud",
        ]
        let result = environment.applied(to: inherited)
        let expected = environment.variables.merging([
            "PATH": "/bin", "GOOGLE_ADS_LOGIN_CUSTOMER_ID": "1", "GOOGLE_ADS_DEVELOPER_TOKEN": "d",
            "GOOGLE_ADS_CONFIGURATION_FILE_PATH": "/ads.yaml", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1",
        ]) { ours, _ in ours }
        #expect(result == expected)
    }

    @Test(arguments: [
        ("", "127.0.0.1"), ("example.com", "example.com,127.0.0.1"), ("*", "*"), ("a,127.0.0.1", "a,127.0.0.1"),
        ("a, 127.0.0.1", "a, 127.0.0.1,127.0.0.1"), ("127.0.0.10", "127.0.0.10,127.0.0.1"),
    ])
    func `no proxy stands between, and other exceptions stay`(_ list: String, _ expected: String) {
        let result = environment.applied(to: ["NO_PROXY": list, "no_proxy": list])
        #expect(result["NO_PROXY"] == expected)
        #expect(result["no_proxy"] == expected)
    }
}
