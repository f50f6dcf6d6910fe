import Sealing
import Testing

@testable import GoogleHTTP

struct FormTests {
    @Test func `a value of a query has nothing but unreserved characters as they are`() {
        #expect(percentEncoded("aZ09-._~") == "aZ09-._~")
        #expect(percentEncoded("a+b c/\u{7f}ü&=%") == "a%2Bb%20c%2F%7F%C3%BC%26%3D%25")
        #expect(percentEncoded("\t") == "%09")
    }

    @Test(arguments: [
        ("4/0AbC-d_e.f~g", "4%2F0AbC-d_e.f~g"),
        ("a+b=c&d e", "a%2Bb%3Dc%26d%20e"),
        ("ü", "%C3%BC"),
        ("", ""),
    ])
    func `a value is percent-encoded`(value: String, encoded: String) {
        var form = Form()
        form.add("code", value)
        #expect(text(form.finish()) == "code=" + encoded)
    }

    @Test func `every byte of a secret survives`() {
        var form = Form()
        form.add("a", "1")
        form.add("b", SecretBytes(copying: Array<UInt8>(0...255).rawBytes))
        let encoded = text(form.finish())
        #expect(encoded.hasPrefix("a=1&b="))
        #expect(Array(encoded.dropFirst(6).removingPercent) == Array(0...255))
    }
}

/// The bytes as text, for tests alone.
func text(_ secret: borrowing SecretBytes) -> String {
    secret.withBytes { bytes in unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}

extension Substring {
    fileprivate var removingPercent: [UInt8] {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
