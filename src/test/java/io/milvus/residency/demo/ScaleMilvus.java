package io.milvus.residency.demo;

import io.milvus.residency.testkit.MilvusServer;
import io.milvus.residency.testkit.MilvusUser;
import io.milvus.residency.testkit.milvus.ScriptedMilvus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The Milvus servers of a measurement with many policies; collections are spread over them. */
sealed interface ScaleMilvus extends AutoCloseable {

  /** Starts the servers that a measurement is for. */
  static ScaleMilvus start(ScaleSize size) {
    if (size.servers().isEmpty()) {
      return new Real(MilvusServer.start());
    }
    return new Scripted(
        Stream.generate(Scripted.Server::start).limit(size.servers().getAsInt()).toList());
  }

  /** Returns the address of the server of a collection. */
  String uri(int collection);

  /** Returns another client of the server of a collection than the operator. */
  MilvusUser user(int collection);

  /** Returns the number of calls to all servers so far, by method. */
  Map<String, Long> calls();

  /** Returns what the servers are. */
  String description();

  @Override
  void close();

  /** A single real server. */
  final class Real implements ScaleMilvus {

    private final MilvusServer server;
    private final MilvusUser user;

    private Real(MilvusServer server) {
      this.server = server;
      this.user = new MilvusUser(server.uri());
    }

    @Override
    public String uri(int collection) {
      return server.uri();
    }

    @Override
    public MilvusUser user(int collection) {
      return user;
    }

    @Override
    public Map<String, Long> calls() {
      return server.requests();
    }

    @Override
    public String description() {
      return "a real " + MilvusServer.VERSION;
    }

    @Override
    public void close() {
      user.close();
      server.close();
    }
  }

  /**
   * Servers in this process, which is not the operator's: as many real ones, or as many partitions
   * in one, take a larger machine than most.
   *
   * @param servers the servers
   */
  record Scripted(List<Server> servers) implements ScaleMilvus {

    /**
     * A server and its user.
     *
     * @param milvus the server
     * @param user the user
     */
    record Server(ScriptedMilvus milvus, MilvusUser user) {

      static Server start() {
        ScriptedMilvus milvus = new ScriptedMilvus();
        milvus.countOnly();
        milvus.setPollsUntilLoaded(0);
        return new Server(milvus, new MilvusUser(milvus.uri()));
      }
    }

    private Server of(int collection) {
      return servers.get(collection % servers.size());
    }

    @Override
    public String uri(int collection) {
      return of(collection).milvus().uri();
    }

    @Override
    public MilvusUser user(int collection) {
      return of(collection).user();
    }

    @Override
    public Map<String, Long> calls() {
      Map<String, Long> sums = new TreeMap<>();
      servers.forEach(
          server -> server.milvus().counts().forEach((name, n) -> sums.merge(name, n, Long::sum)));
      return sums;
    }

    @Override
    public String description() {
      return servers.size() + " scripted, in the process of the measurement";
    }

    @Override
    public void close() {
      for (Server server : servers) {
        server.user().close();
        server.milvus().close();
      }
    }
  }
}
