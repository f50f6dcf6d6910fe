import Testing

@testable import Sealing

struct SecretBoxTests {
    /// The vector of NaCl's and libsodium's own tests (test/default/secretbox.c and .exp): firstkey, nonce, m, c.
    private let firstKey = decoded("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")
    private let nonce = Nonce(decoded("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"))
    private let message = decoded(
        """
        be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c012335\
        61f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c\
        60902e52f0a089bc76897040e082f937763848645e0705
        """
    )
    private let box = decoded(
        """
        f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dc\
        e87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb373\
        2bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5
        """
    )

    @Test func `the published message is sealed as the published box`() throws {
        let sealed = SecretBox.seal(message.rawBytes, nonce: try #require(nonce), key: key(firstKey))
        #expect(sealed == box)
    }

    @Test func `the published box opens as the published message`() throws {
        let opened = SecretBox.openPlain(box.rawBytes, nonce: try #require(nonce), key: key(firstKey))
        #expect(opened == message)
    }

    @Test func `the published box opens on guarded memory too`() throws {
        let opened = SecretBox.open(box.rawBytes, nonce: try #require(nonce), key: key(firstKey))
        #expect(opened?.revealed == message)
    }

    @Test func `a box with any byte changed does not open`() throws {
        let nonce = try #require(nonce)
        let key = key(firstKey)
        for index in box.indices {
            var changed = box
            changed[index] ^= 1
            #expect(SecretBox.openPlain(changed.rawBytes, nonce: nonce, key: key) == nil)
        }
    }

    @Test func `a box does not open under another key or nonce, or cut`() throws {
        let right = try #require(nonce)
        let other = try #require(Nonce(counting(24)))
        #expect(SecretBox.openPlain(box.rawBytes, nonce: right, key: key(counting(32))) == nil)
        #expect(SecretBox.openPlain(box.rawBytes, nonce: other, key: key(firstKey)) == nil)
        #expect(SecretBox.openPlain(Array(box.dropLast()).rawBytes, nonce: right, key: key(firstKey)) == nil)
    }

    @Test(arguments: [0, 1, 15])
    func `fewer bytes than a tag are no box`(byteCount: Int) throws {
        let short = counting(byteCount)
        let opened = SecretBox.open(short.rawBytes, nonce: try #require(nonce), key: key(firstKey))
        #expect(opened?.revealed == nil)
    }

    @Test func `an empty message has a box of its tag alone`() throws {
        let nonce = try #require(nonce)
        let sealed = SecretBox.seal([UInt8]().rawBytes, nonce: nonce, key: key(firstKey))
        #expect(sealed.count == SecretBox.overhead)
        #expect(SecretBox.openPlain(sealed.rawBytes, nonce: nonce, key: key(firstKey)) == [])
        #expect(SecretBox.open(sealed.rawBytes, nonce: nonce, key: key(firstKey))?.revealed == [])
    }

    @Test(arguments: [0, 23, 25])
    func `a nonce has exactly 24 bytes`(byteCount: Int) {
        #expect(Nonce(counting(byteCount)) == nil)
    }

    @Test(arguments: [0, 31, 33])
    func `a key has exactly 32 bytes`(byteCount: Int) {
        #expect(SymmetricKey(secret(counting(byteCount)))?.revealed == nil)
    }
}
