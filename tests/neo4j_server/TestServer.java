import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.neo4j.configuration.Config;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.SettingImpl;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.configuration.ssl.SslPolicyConfig;
import org.neo4j.configuration.ssl.SslPolicyScope;
import org.neo4j.graphdb.config.Setting;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilder;
import org.neo4j.harness.Neo4jBuilders;
import org.neo4j.io.ByteUnit;
import org.neo4j.io.fs.FileUtils;
import org.neo4j.kernel.impl.transaction.log.checkpoint.CheckPointer;
import org.neo4j.kernel.impl.transaction.log.checkpoint.SimpleTriggerInfo;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * An empty Neo4j on the loopback address that lives until its standard input closes: so it ends with whoever started
 * it, even if that one is killed. Its folder goes with it.
 *
 * <p>Usage: java -cp 'lib/*' TestServer.java FOLDER BOLT_PORT HTTP_PORT, where a port of 0 is any free one and an HTTP
 * port of "-" leaves HTTP and Neo4j Browser out. With NEO4J_TEST_PASSWORD in the environment, the user "neo4j" must
 * give it; without, nobody is asked. NEO4J_TEST_HOME may name the folder of a Neo4j that does not run: then it begins with a
 * copy of its databases. NEO4J_TEST_SETTINGS may hold more settings as neo4j.conf has them, one a line.
 * Prints "READY bolt://..." once it answers. For each byte on its standard input it writes its database out to its folder
 * and prints "WRITTEN".
 */
class TestServer {
    private static final String HOST = "127.0.0.1";

    public static void main(String[] args) throws Exception {
        var password = System.getenv("NEO4J_TEST_PASSWORD");
        var secured = password != null && !password.isEmpty();
        var folder = Path.of(args[0]);
        var bolt = new SocketAddress(HOST, Integer.parseInt(args[1]));
        Neo4jBuilder builder = Neo4jBuilders.newInProcessBuilder(folder)
                .withConfig(BoltConnector.listen_address, bolt)
                .withConfig(BoltConnector.advertised_address, bolt)
                .withConfig(GraphDatabaseSettings.auth_enabled, secured)
                // The harness takes 8 MB, which a graph of a few thousand claims outgrows.
                .withConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(64));
        if (args[2].equals("-")) {
            builder = builder.withDisabledServer();
        } else {
            builder = builder.withConfig(HttpConnector.enabled, true)
                    .withConfig(HttpConnector.listen_address, new SocketAddress(HOST, Integer.parseInt(args[2])));
        }
        var home = System.getenv("NEO4J_TEST_HOME");
        if (home != null && !home.isEmpty()) {
            builder = builder.copyFrom(Path.of(home));
        }
        var more = System.getenv().getOrDefault("NEO4J_TEST_SETTINGS", "").lines().toList();
        for (var line : more) {
            builder = with(builder, line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        Neo4j neo4j = builder.build();
        if (secured) {
            neo4j.databaseManagementService()
                    .database(GraphDatabaseSettings.SYSTEM_DATABASE_NAME)
                    .executeTransactionally(
                            "ALTER USER neo4j SET PASSWORD $password CHANGE NOT REQUIRED",
                            Map.of("password", password));
        }
        if (!args[2].equals("-")) {
            System.out.println("BROWSER " + neo4j.httpURI().resolve("browser/"));
        }
        System.out.println("READY " + neo4j.boltURI());
        while (System.in.read() != -1) {
            writeOut((GraphDatabaseAPI) neo4j.defaultDatabaseService());
            System.out.println("WRITTEN");
        }
        // An orderly end takes ten seconds and saves data that nobody wants.
        try {
            FileUtils.deleteDirectory(folder);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private static void writeOut(GraphDatabaseAPI database) throws IOException {
        database.getDependencyResolver()
                .resolveDependency(CheckPointer.class)
                .forceCheckPoint(new SimpleTriggerInfo("asked for"));
    }

    @SuppressWarnings("unchecked")
    private static Neo4jBuilder with(Neo4jBuilder builder, String name, String value) {
        var known = new HashMap<String, Setting<?>>(Config.defaults().getDeclaredSettings());
        // Settings of TLS come into being with their scope.
        var tls = SslPolicyConfig.forScope(SslPolicyScope.BOLT);
        for (var each : new Setting<?>[] {
            tls.enabled, tls.base_directory, tls.private_key, tls.public_certificate, tls.client_auth, tls.revoked_dir, tls.trusted_dir
        }) {
            known.put(each.name(), each);
        }
        var setting = (SettingImpl<Object>) known.get(name);
        if (setting == null) {
            throw new IllegalArgumentException("Neo4j has no setting " + name);
        }
        return builder.withConfig(setting, setting.parse(value));
    }
}
