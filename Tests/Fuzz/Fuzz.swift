import Foundation

@testable import Credentials
@testable import OAuthFlow
@testable import Sealing
@testable import Vault

/// What libFuzzer calls with each input, once for each it makes up. `ADSVAULT_FUZZ` names the parser.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    parser(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// A parser may refuse whatever it likes. It must not trap, and what it takes must be what it says it is.
private let parser: @Sendable ([UInt8]) -> Void = {
    switch ProcessInfo.processInfo.environment["ADSVAULT_FUZZ"] {
    case "client": clientFile
    case "token": tokenReply
    case "callback": callback
    case "record": description
    case "vault": vault
    case let other: fatalError("ADSVAULT_FUZZ names no parser: \(other ?? "")")
    }
}()

private let moment = Timestamp(milliseconds: 1_795_255_200_000)

private func clientFile(_ bytes: [UInt8]) {
    for allowing in [false, true] {
        guard let file = try? ClientSecretFile(bytes.rawBytes, allowingEndpoints: allowing),
            let name = try? Name("desktop"),
            let description = try? file.client(named: name, createdAt: moment).description()
        else { continue }
        let read = try? OAuthClient(description: description)
        precondition(read == file.client(named: name, createdAt: moment), "a client that does not read itself")
    }
}

private func tokenReply(_ bytes: [UInt8]) {
    let body = SecretBytes(copying: bytes.rawBytes)
    if let reply = try? TokenReply(body, clientID: "123-abc", at: moment) {
        switch reply.access {
        case .success(let access):
            precondition((1...4096).contains(access.token.byteCount), "an access token of no length")
        case .failure:
            precondition(reply.refreshToken != nil, "a reply without any token")
        }
        _ = reply.account
        if let expiry = reply.refreshTokenExpiresIn { _ = moment.milliseconds + expiry.components.seconds * 1000 }
    }
    _ = try? TokenInfo(body)
    if let token = String(validating: bytes, as: UTF8.self) { _ = IDToken.read(token, clientID: "123-abc", at: moment) }
}

private let state = ConsentState(random: RandomSource { [UInt8](repeating: 7, count: $0) })

private func callback(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self).replacing("STATE", with: state.text)
    switch Redirect.read(target: text, path: "/callback", state: state) {
    case .granted(let code):
        precondition(text.contains(state.text) || text.contains("%"), "granted without the state")
        precondition((1...AuthorizationCode.byteLimit).contains(code.secret.byteCount), "a code of no length")
    case .refused: break
    case .denied: break
    case .stranger: break
    }
    _ = try? PastedRedirect.read(text, redirectURI: "http://127.0.0.1:8765/callback", state: state)
}

private func description(_ bytes: [UInt8]) {
    readsItself(Credential.self, bytes)
    readsItself(OAuthClient.self, bytes)
    readsItself(MintLedger.self, bytes)
    guard let header = try? MetaHeader(bytes) else { return }
    precondition(header.stands(in: bytes), "a header that does not stand where it was read")
}

/// What was read, written and read again, is the same.
private func readsItself<Value: Described & Equatable>(_ kind: Value.Type, _ bytes: [UInt8]) {
    guard let value = try? Value(description: bytes), let again = try? value.description() else { return }
    let read = try? Value(description: again)
    precondition(read == value, "a description that does not read itself")
}

private let keys = EpochKeys(
    vaultID: [UInt8](repeating: 1, count: 16),
    epoch: 1,
    root: SymmetricKey()
)
private let nonce = [UInt8](repeating: 2, count: Nonce.byteCount)

/// What someone with the key could have written, and what anyone could.
private func vault(_ bytes: [UInt8]) {
    guard let first = bytes.first, let drawn = Nonce(nonce) else { return }
    let rest = Array(bytes.dropFirst())
    switch first % 8 {
    case 0: _ = try? Head(opening: rest, keys: keys)
    case 1:
        let body = rest + [UInt8](repeating: 0, count: max(0, Head.bodyByteCount - rest.count))
        let box = SecretBox.seal(body.rawBytes, nonce: drawn, key: keys.head)
        _ = try? Head(opening: [1] + nonce + box, keys: keys)
    case 2:
        let type = UInt32(rest.first ?? 0) % 6
        let fixed = { (byte: UInt8, count: Int) in [UInt8](repeating: byte, count: count) }
        let row = SlotRow(
            slotID: fixed(3, 16),
            type: type,
            params: Array(rest.dropFirst()),
            commitment: fixed(4, 32),
            wrap: fixed(5, SlotKeys.wrapByteCount)
        )
        if let slot = try? checkedSlots([row]).first, let cost = slot.cost {
            precondition((2...10).contains(cost.opslimit), "a cost beyond its bounds")
            precondition((64 << 20...1 << 30).contains(cost.memlimit), "a cost beyond its bounds")
        }
    case 3: box(rest)
    case 4: box([1] + littleEndian(UInt32(1), UInt64(1)) + nonce + sealed(rest))
    case 5: _ = try? AuditContent(rest)
    case 6:
        if let line = String(validating: rest, as: UTF8.self), let anchor = Anchor(line: line) {
            precondition(anchor.line == line, "an anchor that does not read itself")
        }
    default:
        if let secret = try? RecoveryCode.secret(from: SecretBytes(copying: rest.rawBytes)) {
            precondition(secret.byteCount == 32, "a code of no length")
        }
    }
}

private let recordID = [UInt8](repeating: 6, count: 16)

private func box(_ bytes: [UInt8]) {
    var boxes = RecordBoxes(keys)
    _ = try? boxes.openMeta(bytes, recordID: recordID, upTo: 9)
    _ = try? boxes.openPayload(bytes, recordID: recordID, upTo: 9)
}

/// `content` with whatever stands for padding, under the key of the description's box.
private func sealed(_ content: [UInt8]) -> [UInt8] {
    guard let nonce = Nonce(nonce) else { return [] }
    var key = SymmetricKey()
    let message = RecordBoxes.message(recordID: recordID, epoch: 1, seq: 1, part: .meta)
    keys.hash.replace(&key, with: message.rawBytes, key: keys.data, tag: Tag.row)
    return SecretBox.seal(content.rawBytes, nonce: nonce, key: key)
}
