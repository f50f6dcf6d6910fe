import Foundation
import NIOCore
import NIOPosix

@testable import OAuthFlow

/// Somebody who speaks to the loopback port, well or badly.
struct Visitor: Sendable {
    let port: Int
    let path: String

    struct Reply: Sendable {
        let status: Int?
        let headers: [String: String]
        let body: String

        init(_ text: String) {
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            let lines = (parts.first ?? "").split(separator: "\r\n")
            status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
            headers = Dictionary(
                lines.dropFirst().map { line in
                    let sides = line.split(separator: ": ", maxSplits: 1)
                    return (sides[0].lowercased(), sides.count == 2 ? String(sides[1]) : "")
                }
            ) { $0 + ", " + $1 }
            body = parts.count == 2 ? String(parts[1]) : ""
        }
    }

    /// Whoever knows the address that the receiver waits at.
    init?(to receiver: LoopbackReceiver) {
        guard let parts = URLComponents(string: receiver.redirectURI), let port = parts.port else { return nil }
        self.port = port
        path = parts.path
    }

    var host: String { "127.0.0.1:\(port)" }

    /// The target of Google's answer to the login of `RedirectTests.state`.
    func answer(code: String = "4%2F0A") -> String {
        "\(path)?state=\(RedirectTests.state.text)&code=\(code)&scope=openid"
    }

    /// A plain request, and all that comes back until the other side closes.
    func get(_ target: String) async throws -> Reply {
        try await send("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    }

    /// The bytes of a request, and all that comes back until the other side closes.
    func send(_ text: String) async throws -> Reply {
        try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var reply = ""
            for try await bytes in inbound { reply += String(buffer: bytes) }
            return Reply(reply)
        }
    }

    /// A connection that sends `text` and then nothing.
    func dawdle(after text: String) async throws -> any Channel {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(string: text))
        return channel
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }
}
