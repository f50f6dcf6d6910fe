import Deploy
import Sealing
import Testing

struct ExportFormatTests {
    @Test(arguments: ExportFormat.allCases)
    func `a secret that is not text is refused`(format: ExportFormat) {
        let credential = DeployedCredential(
            clientID: "id",
            clientSecret: SecretBytes(copying: Array("secret".utf8).rawBytes),
            refreshToken: SecretBytes(copying: [0x31, 0x2F, 0xC3, 0x28].rawBytes)
        )
        #expect(throws: ExportError.notText(.refreshToken)) { _ = try format.file(for: credential) }
    }

    @Test(arguments: [
        (ExportFormat.googleAdsYAML, [DeployedCredential.Setting.accountEmail]),
        (.env, [.accountEmail]),
        (.adcJSON, [.developerToken, .loginCustomerID]),
    ])
    func `a format says what has no place in it`(format: ExportFormat, settings: [DeployedCredential.Setting]) {
        #expect(format.unsupported == settings)
    }

    @Test(arguments: ExportFormat.allCases)
    func `what has no place is left out`(format: ExportFormat) throws {
        let values: [DeployedCredential.Setting: String] = [
            .developerToken: "dev-token", .loginCustomerID: "0123456789", .accountEmail: "ada@example.com",
        ]
        let credential = try sample(
            developerToken: values[.developerToken],
            loginCustomerID: values[.loginCustomerID],
            accountEmail: values[.accountEmail]
        )
        let text = try format.file(for: credential).revealedText()
        let absent = values.filter { !text.contains($0.value) }.keys
        #expect(Set(absent) == Set(format.unsupported))
    }

    @Test func `formats go by the names of the command line`() {
        #expect(ExportFormat.allCases.map(\.rawValue) == ["google-ads-yaml", "env", "adc-json"])
    }
}
