import NIOSSL
import Testing

@testable import SMTP

@Suite struct CertificateNamesTests {
    private func der(_ pem: String) throws -> [UInt8] {
        try #require(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).first).toDERBytes()
    }

    @Test func `issuer, subject and algorithm of a certificate`() throws {
        let good = try #require(CertificateNames(der: try der(TestCertificates.good)))
        #expect(good.issuerName == "mailshot test authority")
        #expect(!good.isSelfIssued)
        // ecdsa-with-SHA256, 1.2.840.10045.4.3.2
        #expect(good.signatureAlgorithm == [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02])
        #expect(try #require(CertificateNames(der: try der(TestCertificates.authority))).isSelfIssued)
        #expect(try #require(CertificateNames(der: try der(TestCertificates.selfSigned))).isSelfIssued)
    }

    /// Cut anywhere, or with any octet changed, it is read or it is not; it never goes beyond its end.
    @Test func `damaged certificates do no harm`() throws {
        let whole = try der(TestCertificates.good)
        for count in whole.indices { #expect(CertificateNames(der: Array(whole.prefix(count))) == nil) }
        for index in whole.indices {
            for value: UInt8 in [0x00, 0x7F, 0x80, 0x83, 0xFF] {
                var damaged = whole
                damaged[index] = value
                _ = CertificateNames(der: damaged)?.issuerName
            }
        }
    }
}
