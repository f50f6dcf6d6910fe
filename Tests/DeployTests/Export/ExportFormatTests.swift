import Credentials
import Deploy
import Foundation
import Sealing
import Testing

struct ExportFormatTests {
    @Test(arguments: ExportFormat.allCases)
    func `a secret that is not text is refused`(format: ExportFormat) throws {
        let credential = DeployedCredential(
            clientID: "id",
            clientSecret: SecretBytes(copying: Array("secret".utf8).rawBytes),
            refreshToken: SecretBytes(copying: [0x31, 0x2F, 0xC3, 0x28].rawBytes)
        )
        let options = try sampleOptions()
        #expect(throws: ExportError.notText(.refreshToken)) { _ = try format.file(for: credential, options: options) }
    }

    @Test(arguments: [
        (ExportFormat.googleAdsYAML, [DeployedCredential.Setting.networkCode, .accountEmail]),
        (.adManagerYAML, [.developerToken, .loginCustomerID, .linkedCustomerID, .accountEmail]),
        (.javaProperties, [.networkCode, .accountEmail]),
        (.phpINI, [.networkCode, .accountEmail]),
        (.ruby, [.networkCode, .accountEmail]),
        (.dotNetJSON, [.networkCode, .accountEmail]),
        (.perlProperties, [.networkCode, .accountEmail]),
        (.env, [.networkCode, .accountEmail]),
        (.adcJSON, [.developerToken, .loginCustomerID, .linkedCustomerID, .networkCode]),
        (.kubernetesSecret, [.networkCode, .accountEmail]),
        (.systemdCredential, [.networkCode, .accountEmail]),
        (.gitHubSecret, [.networkCode, .accountEmail]),
    ])
    func `a format says what has no place in it`(format: ExportFormat, settings: [DeployedCredential.Setting]) {
        #expect(format.unsupported == settings)
    }

    @Test(arguments: ExportFormat.plaintext)
    func `what has no place is left out`(format: ExportFormat) throws {
        let values: [DeployedCredential.Setting: String] = [
            .developerToken: "dev-token", .loginCustomerID: "0123456789", .linkedCustomerID: "9876543210",
            .networkCode: "31415926", .accountEmail: "ada@example.com",
        ]
        let credential = try sample(
            developerToken: values[.developerToken],
            loginCustomerID: values[.loginCustomerID],
            linkedCustomerID: values[.linkedCustomerID],
            networkCode: values[.networkCode],
            accountEmail: values[.accountEmail]
        )
        let text = try format.file(for: credential, options: sampleOptions()).revealedText()
        let absent = values.filter { setting, value in
            !text.contains(value) && !text.contains(Data(value.utf8).base64EncodedString())
        }
        #expect(Set(absent.keys) == Set(format.unsupported))
    }

    @Test func `formats go by the names of the command line`() {
        #expect(
            ExportFormat.allCases.map(\.rawValue) == [
                "google-ads-yaml", "googleads-yaml", "java-properties", "php-ini", "ruby", "dotnet-json",
                "perl-properties", "env", "adc-json", "kubernetes-secret", "systemd-creds", "github-secret",
            ]
        )
    }

    @Test(arguments: ExportFormat.allCases)
    func `an option means something to one kind of format alone`(format: ExportFormat) {
        let expected: [ExportOptions.Option] =
            switch format {
            case .kubernetesSecret: [.repositoryKey]
            case .gitHubSecret: [.secretName, .namespace]
            default: [.repositoryKey, .secretName, .namespace]
            }
        #expect(format.unsupportedOptions == expected)
    }

    @Test(arguments: [
        (ExportFormat.kubernetesSecret, ExportOptions.Option.secretName), (.gitHubSecret, .repositoryKey),
    ])
    func `a format that needs an option does not do without`(format: ExportFormat, option: ExportOptions.Option) throws
    {
        let credential = try sample()
        #expect(throws: ExportError.needs(option, format)) { _ = try format.file(for: credential) }
    }

    @Test func `formats are made for Google Ads, but for that of Ad Manager`() {
        for format in ExportFormat.allCases where format != .adcJSON {
            #expect(format.scopes == (format == .adManagerYAML ? [.adManager, .dfp] : [.adwords]))
        }
        #expect(ExportFormat.adcJSON.scopes == [.adwords, .adManager, .adManagerReadOnly, .dfp])
    }
}

extension ExportFormat {
    /// Those whose file can be read as it is.
    static let plaintext = allCases.filter { $0 != .systemdCredential && $0 != .gitHubSecret }
}
