// Package pgtest gives tests a real PostgreSQL with PostGIS: a private cluster in a
// temporary folder, on a free port, started once per test process and stopped at its end.
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
//	func TestStore(t *testing.T) {
//		s, err := postgis.Init(ctx, pgtest.URL(t), scheme, postgis.Options{})
//
// The server runs as an unprivileged user also when the tests run as root, and it ends
// with the test process, however that ends. Its databases sort text by ICU's Chinese
// rules where the server can, so that a query that forgot COLLATE "C" is found out.
//
// Without PostgreSQL a test is skipped with the name of the installer, or fails where
// REDSAIL_REQUIRE or CI is set. REDSAIL_TEST_POSTGRES names a server to use instead
// (a URL with the right to create databases and the extension postgis).
package pgtest
