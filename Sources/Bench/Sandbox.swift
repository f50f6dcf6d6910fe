import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The stand-in for Google, which answers after the latency of a network.
final class Sandbox {
    /// How long each answer takes at least.
    static let latency = Duration.milliseconds(milliseconds)

    private static let milliseconds = 50
    let address: String
    private let process: Process

    /// Starts the program at `path`.
    init(path: String) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["serve", "--latency", "\(Self.milliseconds)"]
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let address = line.split(separator: " ").last?.trimmingCharacters(in: .newlines),
            address.hasPrefix("http://")
        else {
            process.terminate()
            throw Bench.Failure.wrongAnswer("GoogleSandbox said \(line)")
        }
        self.process = process
        self.address = address
    }

    /// Ends it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Accounts that are all well, with their tokens.
    func addAccounts(_ count: Int, customers: Int) async throws -> Scenario {
        try await post("scenario", ["accounts": count, "ailingPercent": 0, "customers": customers, "tops": 1])
    }

    /// Lets an account reach the one manager that has none above it.
    func reachTop(from email: String) async throws {
        struct Order: Encodable {
            let account: String
            let customers: [String]
        }
        let tops = try await customers().filter { $0.isManager && $0.managers.isEmpty }.map(\.id)
        let _: Nothing = try await post("reach", Order(account: email, customers: tops))
    }

    /// How many managers there are that answer.
    func managers() async throws -> Int {
        try await customers().count { $0.isManager && $0.status == "ENABLED" }
    }

    private func customers() async throws -> [Customer] {
        try await call(HTTPClientRequest(url: address + "/sandbox/customers"))
    }

    /// How many requests came to each path, and forgets them.
    func takeTraffic() async throws -> [String: Int] {
        struct Traffic: Decodable { let byPath: [String: Int] }
        let traffic: Traffic = try await call(HTTPClientRequest(url: address + "/sandbox/traffic"))
        let _: Nothing = try await post("traffic", [String: Int]())
        return traffic.byPath
    }

    private struct Nothing: Decodable {}

    private struct Customer: Decodable {
        let id: String
        let isManager: Bool
        let status: String
        let managers: [String]
    }

    private func post<Answer: Decodable>(_ name: String, _ order: some Encodable) async throws -> Answer {
        var request = HTTPClientRequest(url: address + "/sandbox/" + name)
        request.method = .POST
        request.body = .bytes(try JSONEncoder().encode(order))
        return try await call(request)
    }

    private func call<Answer: Decodable>(_ request: HTTPClientRequest) async throws -> Answer {
        let response = try await HTTPClient.shared.execute(request, timeout: .minutes(1))
        let body = try await response.body.collect(upTo: 64 << 20)
        guard response.status == .ok else {
            throw Bench.Failure.wrongAnswer("GoogleSandbox: \(String(buffer: body))")
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Answer.self, from: Data(body.readableBytesView))
    }
}

/// What the stand-in tells of the accounts that it made.
struct Scenario: Decodable {
    struct Client: Decodable {
        let name: String
        let id: String
        let project: String
        let secretFile: SecretFile
    }

    /// The file that Google's console hands out for a desktop client.
    struct SecretFile: Codable {
        struct Installed: Codable {
            let clientId: String
            let clientSecret: String
            let projectId: String
            let authUri: String
            let tokenUri: String
        }

        let installed: Installed

        /// The file's bytes.
        var bytes: Data {
            get throws {
                let encoder = JSONEncoder()
                encoder.keyEncodingStrategy = .convertToSnakeCase
                return try encoder.encode(self)
            }
        }
    }

    struct Credential: Decodable {
        let name: String
        let email: String
        let sub: String
        let client: String
        let scopes: [String]
        let refreshToken: String
    }

    let clients: [Client]
    let credentials: [Credential]
}
