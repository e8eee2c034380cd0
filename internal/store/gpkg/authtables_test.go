package gpkg_test

import (
	"database/sql"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	_ "modernc.org/sqlite" // looks at the file as other programs do

	"github.com/redsail/redsail/internal/access"
)

// notBackedUp are the tables of accounts that a backup leaves: they end with the machine, and the gate
// of the audit is open for a moment only.
var notBackedUp = []string{"session", "attempt", "audit_gate"}

// TestAuthTables: the tables that a backup keeps have the columns that the migrations make, each of them
// and of its kind: a column that a migration adds and access.Tables forgets would not come back.
func TestAuthTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "city.gpkg.auth.db")
	openAuth(t, path)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT m.name, c.name, c.type FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	made := map[string]map[string]string{}
	for rows.Next() {
		var table, column, kind string
		if err := rows.Scan(&table, &column, &kind); err != nil {
			t.Fatal(err)
		}
		if made[table] == nil {
			made[table] = map[string]string{}
		}
		made[table][column] = kind
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	kinds := map[access.ColumnKind]string{access.TextColumn: "TEXT", access.IntColumn: "INTEGER", access.BoolColumn: "INTEGER", access.BytesColumn: "BLOB"}
	kept := map[string]map[string]string{}
	for _, table := range access.Tables() {
		kept[table.Name] = map[string]string{}
		for _, c := range table.Columns {
			kept[table.Name][c.Name] = kinds[c.Kind]
		}
	}
	for table, columns := range made {
		if slices.Contains(notBackedUp, table) {
			continue
		}
		if !maps.Equal(columns, kept[table]) {
			t.Errorf("%s has %v, a backup keeps %v", table, columns, kept[table])
		}
		delete(kept, table)
	}
	if len(kept) > 0 {
		t.Errorf("no migration makes %v", kept)
	}
}
