import ChildProcesses
import Foundation
import TestSupport

/// Certificates of every kind, made by openssl(1) for 127.0.0.1.
enum TestCertificates {
    struct Failure: Error, CustomStringConvertible { let description: String }

    /// `NAME.crt` and `NAME.key` for: own (signed by itself), expired, name (another one's), and signed (by a stranger).
    static func make(in folder: TemporaryFolder) throws {
        let script = """
            set -e; cd "$1"; exec 2>&1
            new="openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost"
            here="-addext subjectAltName=IP:127.0.0.1"
            $new -x509 -days 2 $here -keyout own.key -out own.crt
            $new -x509 -days 2 -addext subjectAltName=DNS:elsewhere.example.org -keyout name.key -out name.crt
            $new $here -keyout expired.key -out expired.csr
            mkdir ca; : >ca/index.txt; echo 01 >ca/serial
            printf '[ca]\\ndefault_ca=x\\n[x]\\ndatabase=ca/index.txt\\nserial=ca/serial\\nnew_certs_dir=ca\\n' >ca.conf
            printf 'default_md=sha256\\npolicy=p\\ncopy_extensions=copy\\n[p]\\ncommonName=supplied\\n' >>ca.conf
            openssl ca -batch -config ca.conf -selfsign -keyfile expired.key -in expired.csr -notext \\
                -startdate 20200101000000Z -enddate 20200102000000Z -out expired.crt
            $new -x509 -days 2 -keyout stranger.key -out stranger.crt -subj "/CN=A stranger"
            $new $here -keyout signed.key -out signed.csr
            openssl x509 -req -in signed.csr -CA stranger.crt -CAkey stranger.key -CAcreateserial -days 2 \\
                -copy_extensions copy -out signed.crt
            """
        let (status, said) = try ChildProcess.run(["/bin/sh", "-c", script, "sh", folder.path])
        guard status == 0 else { throw Failure(description: "openssl: \(String(decoding: said, as: UTF8.self))") }
    }
}
