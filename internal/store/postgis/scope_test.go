package postgis_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/redsail/redsail/geo/geotest"
	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// ownedURL gives the address of a fresh database as a role that owns it and is no superuser, whom
// row-level security does not bind.
func ownedURL(t testing.TB) string {
	t.Helper()
	return asRole(t, pgtest.URL(t), "owner", func(role, database string) string {
		return "ALTER DATABASE " + database + " OWNER TO " + role
	})
}

// asRole makes a role for a database and gives the address of the database with it.
func asRole(t testing.TB, address, name string, grants func(role, database string) string) string {
	t.Helper()
	c := connect(t, address)
	database := value[string](t, c, "SELECT current_database()")
	role := name + "_of_" + database
	run(t, c, "CREATE ROLE "+role+" LOGIN PASSWORD 'x'")
	t.Cleanup(func() {
		run(t, c, "REASSIGN OWNED BY "+role+" TO CURRENT_USER")
		run(t, c, "DROP OWNED BY "+role)
		run(t, c, "DROP ROLE "+role)
	})
	run(t, c, grants(role, database))
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(role, "x")
	return u.String()
}

// staff are a post of each of two grids, vacant and held, and who holds them.
func staff() []city.Entry {
	post := func(code, grid, person string) city.Entry {
		return city.PutContent(&city.Post{Code: code, Role: "grid_head", Person: person, OfficePhone: "000-123",
			At: city.Seat{Kind: city.KindArea, Layer: "grid", Code: grid}}, city.Always())
	}
	person := func(code string) city.Entry {
		return city.PutContent(&city.Person{Code: code, Sealed: []byte(code)}, city.Always())
	}
	return []city.Entry{person("w1"), person("w2"), post("p1", "g%", "w1"), post("p2", "g2", "w2"), post("p3", "g2", ""),
		city.PutContent(&city.Organisation{Code: "o", Kind: "community_committee"}, city.Always())}
}

// TestEmptyScopeShowsNothing: the trap of a setting that is empty, not null, after the transaction
// that set it, on the connection that a pool hands out again; by each way to the rows.
func TestEmptyScopeShowsNothing(t *testing.T) {
	address := ownedURL(t)
	s, ctx := initStore(t, address, postgis.Options{}), t.Context()
	apply(t, s, staff()...)
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	cfg.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for _, q := range []string{
		"CREATE VIEW redsail.plain_posts AS SELECT * FROM redsail.post_version",
		"CREATE FUNCTION redsail.all_posts() RETURNS SETOF redsail.post_version LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM redsail.post_version'",
	} {
		if _, err := pool.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	count := func(db interface {
		QueryRow(context.Context, string, ...any) pgx.Row
	}, from string) (n int) {
		t.Helper()
		if err := db.QueryRow(ctx, "SELECT count(*) FROM redsail."+from).Scan(&n); err != nil {
			t.Fatalf("%s: %v", from, err)
		}
		return n
	}
	ways := []string{"post_version", "posts", "plain_posts", "all_posts()"}
	others := []string{"person_version", "person_code", "post_code"}
	for scope, want := range map[string]int{"*": 3, "grid/g2": 2, "grid/g%": 1, "grid/none;grid/g%;grid/g2": 3, "%": 0, "grid/%": 0, "_": 0, "grid": 0, "": 0, ";": 0} {
		tx, err := pool.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(ctx, "SELECT set_config('redsail.scope', $1, true)", scope); err != nil {
			t.Fatal(err)
		}
		for _, way := range ways {
			if n := count(tx, way); n != want {
				t.Errorf("scope %q: %d posts by %s, want %d", scope, n, way, want)
			}
		}
		for _, table := range others {
			if n := count(tx, table); (n > 0) != (scope == "*") {
				t.Errorf("scope %q: %d rows of %s", scope, n, table)
			}
		}
		if err := tx.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		var left *string
		if err := pool.QueryRow(ctx, "SELECT current_setting('redsail.scope', true)").Scan(&left); err != nil || left == nil || *left != "" {
			t.Fatalf("the setting that is left is %v (%v): this is not the trap", left, err)
		}
		for _, way := range append(ways, others...) {
			if n := count(pool, way); n != 0 {
				t.Errorf("after the scope %q: %d rows of %s", scope, n, way)
			}
		}
	}
}

// TestWritingNeedsTheWholeScope: who sees some posts changes none.
func TestWritingNeedsTheWholeScope(t *testing.T) {
	address := ownedURL(t)
	s, c := initStore(t, address, postgis.Options{}), connect(t, address)
	apply(t, s, staff()...)
	run(t, c, "SELECT set_config('redsail.scope', 'grid/g2', false)")
	for _, statement := range []string{
		"UPDATE redsail.post_version SET office_phone = 'x'",
		"INSERT INTO redsail.post_version SELECT rev_from, seq + 100, rev_to, id + 100, layer, code, valid_from, valid_to, successors, body, name, role, specialty, at_layer, at_code, vacant FROM redsail.post_version",
	} {
		if _, err := c.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "row-level security") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

var readerSQL = regexp.MustCompile("(?s)<!-- reader -->\n```sql\n(.*?)```")

// TestReaderRole: what docs/architecture.md tells an operator to run lets an analyst see
// organisations and posts, and no person, not even the code of who holds a post.
func TestReaderRole(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(geotest.RepoRoot(t), "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := readerSQL.FindSubmatch(page)
	if found == nil {
		t.Fatal("docs/architecture.md does not say how a reader is made")
	}
	super := pgtest.URL(t)
	owner := asRole(t, super, "owner", func(role, database string) string { return "ALTER DATABASE " + database + " OWNER TO " + role })
	s := initStore(t, owner, postgis.Options{})
	apply(t, s, staff()...)
	reader := asRole(t, super, "reader", func(role, _ string) string {
		lines := strings.Split(string(found[1]), "\n")
		return strings.ReplaceAll(strings.Join(lines[1:], "\n"), "redsail_reader", role) // the first line makes the role
	})
	c := connect(t, reader)
	if got := value[string](t, c, "SELECT string_agg(code || vacant || at_code || office_phone, ' ' ORDER BY code) FROM redsail.posts"); got != "p1falseg%000-123 p2falseg2000-123 p3trueg2000-123" {
		t.Errorf("posts: %s", got)
	}
	if n := value[int](t, c, "SELECT count(*) FROM redsail.organisations"); n != 1 {
		t.Errorf("%d organisations", n)
	}
	for _, from := range []string{
		"code FROM redsail.person_version", "code FROM redsail.person_code", "body FROM redsail.post_version", "* FROM redsail.post_version",
		"body FROM redsail.change_log", "code FROM redsail.post_code", "body FROM redsail.organisation_version",
	} {
		if _, err := c.Exec(t.Context(), "SELECT "+from); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("SELECT %s: %v", from, err)
		}
	}
	run(t, c, "RESET ALL")
	run(t, c, "SET redsail.scope = ''")
	if n := value[int](t, c, "SELECT count(*) FROM redsail.posts"); n != 0 {
		t.Errorf("an empty scope shows %d posts", n)
	}
}

// TestManyStaff: more persons than one INSERT takes come back as they went, and so do successors,
// of which each has another number.
func TestManyStaff(t *testing.T) {
	s := initStore(t, ownedURL(t), postgis.Options{})
	var entries []city.Entry
	for n := range 11_000 {
		entries = append(entries, city.PutContent(&city.Person{Code: fmt.Sprintf("w%05d", n), Sealed: []byte{1, byte(n), byte(n >> 8)}}, city.Always()))
	}
	apply(t, s, entries...)
	key := func(n int) city.Key { return entries[n].Key }
	apply(t, s, city.DeleteKey(key(1), 100, "w00003", "w00004"), city.DeleteKey(key(2), 100, "w00003"), city.DeleteKey(key(5), 100))
	got, err := s.Records(t.Context(), city.Query{Kind: city.KindPerson})
	if err != nil || len(got) != len(entries) {
		t.Fatalf("%d of %d persons, %v", len(got), len(entries), err)
	}
	heirs := map[string]int{"w00001": 2, "w00002": 1}
	for i := range got {
		want := entries[i].Content
		if !reflect.DeepEqual(got[i].Content, want) || len(got[i].Successors) != heirs[want.Key().Code] {
			t.Fatalf("%+v, want %+v", got[i], want)
		}
	}
}
