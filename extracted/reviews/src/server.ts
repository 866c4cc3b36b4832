import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';

const stopLimitMs = 5_000;

try {
  const config = readConfig(process.env);
  const database = await openDatabase(config.databaseFile, { readOnly: config.data === 'own' });
  const server = createApp(config, database).listen(config.port, config.host, (error) => {
    if (error) throw error;
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    console.log(`reviews listens on http://${config.host}:${port}`);
  });
  const stop = () => {
    server.close(() => database.close().then(() => process.exit(0)));
    server.closeIdleConnections();
    setTimeout(() => process.exit(1), stopLimitMs).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(`reviews: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
}
