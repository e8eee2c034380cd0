package postgis_test

import (
	"context"
	"fmt"
	"maps"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/internal/store/storetest"
)

func openAuth(t testing.TB, s *postgis.Store) *postgis.Auth {
	t.Helper()
	a, err := s.Auth(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAuthContract(t *testing.T) {
	url, stores := pgtest.URL(t), 0
	storetest.RunAuth(t, func(t testing.TB) (access.Store, func() access.Store) {
		stores++
		o := postgis.Options{Schema: fmt.Sprintf("auth_%d", stores)}
		return openAuth(t, initStore(t, url, o)), func() access.Store {
			s, err := postgis.Open(context.Background(), url, o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return openAuth(t, s)
		}
	})
}

// TestAuditOnlyGrows: the tables themselves refuse to change a row of the audit, or to drop one.
func TestAuditOnlyGrows(t *testing.T) {
	url := pgtest.URL(t)
	a := openAuth(t, initStore(t, url, postgis.Options{}))
	if err := a.Append(context.Background(), []access.Entry{{Action: "session"}, {Action: "session"}}); err != nil {
		t.Fatal(err)
	}
	c := connect(t, url)
	for _, query := range []string{
		`UPDATE redsail_auth.audit SET account = 'x' WHERE seq = 1`, `DELETE FROM redsail_auth.audit`,
		`DELETE FROM redsail_auth.audit WHERE seq = 2`, `TRUNCATE redsail_auth.audit`,
	} {
		if _, err := c.Exec(context.Background(), query); err == nil {
			t.Errorf("%s is done", query)
		}
	}
	if n := value[int](t, c, `SELECT count(*) FROM redsail_auth.audit WHERE account = ''`); n != 2 {
		t.Fatalf("%d rows are left", n)
	}
}

// TestTampering: a superuser turns the triggers off; what they falsify is found all the same.
func TestTampering(t *testing.T) {
	url := pgtest.URL(t)
	a := openAuth(t, initStore(t, url, postgis.Options{}))
	storetest.RunTampering(t, a, func() storetest.Forger {
		c := connect(t, url)
		if value[string](t, c, `SELECT current_setting('is_superuser')`) != "on" {
			t.Fatal("the tests are no superuser of their own server")
		}
		run(t, c, `ALTER TABLE redsail_auth.audit DISABLE TRIGGER ALL`)
		return storetest.Forger{
			Audit: "redsail_auth.audit", Keep: "public.keep", Bytes: func(b []byte) string { return fmt.Sprintf(`'\x%x'::bytea`, b) },
			Exec: func(t testing.TB, query string) {
				t.Helper()
				run(t, c, query)
			},
		}
	})
}

// TestAuthApart: a role that reads the city reads nothing of the accounts.
func TestAuthApart(t *testing.T) {
	url := pgtest.URL(t)
	openAuth(t, initStore(t, url, postgis.Options{}))
	c := connect(t, url)
	role := fmt.Sprintf("reader_%d", c.PgConn().PID())
	run(t, c, `CREATE ROLE `+role)
	t.Cleanup(func() { run(t, c, `RESET ROLE; DROP OWNED BY `+role+`; DROP ROLE `+role) })
	run(t, c, `GRANT USAGE ON SCHEMA redsail TO `+role)
	run(t, c, `GRANT SELECT ON ALL TABLES IN SCHEMA redsail TO `+role)
	run(t, c, `SET ROLE `+role)
	_ = value[int](t, c, `SELECT count(*)::int FROM redsail.settings`)
	if _, err := c.Exec(context.Background(), `SELECT * FROM redsail_auth.account`); err == nil {
		t.Fatal("a reader of the city reads accounts")
	}
}

// TestAuthTables: the tables that a backup keeps have the columns that the migrations make, each of them
// and of its kind (as the test of the same name of the other store).
func TestAuthTables(t *testing.T) {
	url := pgtest.URL(t)
	openAuth(t, initStore(t, url, postgis.Options{}))
	rows, err := connect(t, url).Query(t.Context(), `SELECT table_name::text, column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = 'redsail_auth'`)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]map[string]string{}
	var table, column, kind string
	if _, err := pgx.ForEachRow(rows, []any{&table, &column, &kind}, func() error {
		if made[table] == nil {
			made[table] = map[string]string{}
		}
		made[table][column] = kind
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	kinds := map[access.ColumnKind]string{access.TextColumn: "text", access.IntColumn: "bigint", access.BoolColumn: "boolean", access.BytesColumn: "bytea"}
	for _, of := range access.Tables() {
		kept := map[string]string{}
		for _, c := range of.Columns {
			kept[c.Name] = kinds[c.Kind]
		}
		if !maps.Equal(kept, made[of.Name]) {
			t.Errorf("%s has %v, a backup keeps %v", of.Name, made[of.Name], kept)
		}
		delete(made, of.Name)
	}
	for _, left := range []string{"session", "attempt", "audit_gate", "migration"} { // end with the machine
		delete(made, left)
	}
	if len(made) > 0 {
		t.Errorf("a backup leaves out %v", made)
	}
}
