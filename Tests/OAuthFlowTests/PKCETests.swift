import Sealing
import Testing

@testable import OAuthFlow

struct PKCETests {
    @Test func `the challenge is that of RFC 7636, appendix B`() {
        let verifier = SecretBytes(copying: Array("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".utf8).rawBytes)
        #expect(PKCE(verifier: verifier).challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test func `the verifier is 43 unreserved characters, of six bits each`() {
        let pkce = PKCE(random: RandomSource { count in (0..<count).map { UInt8($0 * 6 % 256) } })
        let verifier = text(of: pkce.verifier)
        #expect(verifier == "AGMSYekqw28CIOUagmsy4-EKQWciou06AGMSYekqw28")
        #expect(pkce.challenge == base64URL(Digest.sha256(Array(verifier.utf8).rawBytes)))
    }

    @Test func `two logins share neither verifier nor state`() {
        #expect(PKCE().challenge != PKCE().challenge)
        #expect(ConsentState().text != ConsentState().text)
    }

    @Test func `a state carries 256 bits`() {
        #expect(
            ConsentState(random: RandomSource { count in (0..<count).map { UInt8($0) } }).text
                == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
        )
    }
}

/// A secret that a test made itself.
func text(of secret: borrowing SecretBytes) -> String {
    secret.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
