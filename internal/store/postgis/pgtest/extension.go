package pgtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// Extend adds another extension, pgrouting for one, to a database that URL gave. Where it is
// not installed the test is skipped or fails, as it does where there is no PostgreSQL.
func Extend(t testing.TB, url, extension string) {
	t.Helper()
	err := run(url, `CREATE EXTENSION "`+extension+`" CASCADE`)
	var pe *pgconn.PgError
	if errors.As(err, &pe) && slices.Contains(notInstalled, pe.Code) {
		missing(t, fmt.Errorf("%w: %s: %w", errMissing, extension, err))
	}
	if err != nil {
		t.Fatalf("pgtest: %s: %v", extension, err)
	}
}
