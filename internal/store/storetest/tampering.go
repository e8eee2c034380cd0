package storetest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/access"
)

// Forger holds the medium of a store of accounts, with all guards taken away.
type Forger struct {
	// Exec runs one statement.
	Exec func(t testing.TB, query string)
	// Audit and Keep name the table of the audit and one for a copy of it.
	Audit, Keep string
	// Bytes writes bytes as a value.
	Bytes func(b []byte) string
}

// tamperedRows is how many rows the audit has that is falsified.
const tamperedRows = 60

// RunTampering falsifies the audit in 200 random ways, as one who holds the disk or is the database's
// superuser can: each is found, and the row named.
func RunTampering(t *testing.T, store access.Store, forge func() Forger) {
	at := authDay
	s := access.New(store, access.Options{Now: func() time.Time { at = at.Add(time.Second); return at }})
	for i := range tamperedRows {
		if err := s.Record(t.Context(), &access.Caller{Account: "li", Roles: []access.Role{access.Dispatcher}, Via: access.ViaSession}, access.Entry{
			Action: "persons.reveal", Of: []string{fmt.Sprintf("person/P-%d", i)}, Reason: "emergency", Revision: int64(i), Address: "192.0.2.1",
		}); err != nil {
			t.Fatal(err)
		}
	}
	rows, head, broken, err := s.VerifyAudit(t.Context())
	if err != nil || rows != tamperedRows || broken != nil || head.Seq != tamperedRows || !head.Holds() {
		t.Fatalf("%d rows, head %+v, broken %v, %v", rows, head, broken, err)
	}
	kept, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	f := forge()
	f.Exec(t, `CREATE TABLE `+f.Keep+` AS SELECT * FROM `+f.Audit)
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a repeatable choice
	for i := range 200 {
		what, named := f.falsify(t, random, i%5)
		if found := judged(t, s, kept); found == nil || found.Seq != named {
			t.Fatalf("%s: found %v, want row %d", what, found, named)
		}
		f.Exec(t, `DELETE FROM `+f.Audit)
		f.Exec(t, `INSERT INTO `+f.Audit+` SELECT * FROM `+f.Keep)
		if found := judged(t, s, kept); found != nil {
			t.Fatalf("the audit as it was: %v", found)
		}
	}
}

// falsify does one of five kinds of things to a random row, and says what, and which row tells.
func (f *Forger) falsify(t testing.TB, random *rand.Rand, kind int) (what string, named int64) {
	t.Helper()
	at := 1 + random.IntN(tamperedRows-1)
	exec := func(query string, args ...any) {
		t.Helper()
		f.Exec(t, fmt.Sprintf(query, args...))
	}
	switch kind {
	case 0:
		what = f.alter(t, random, at)
	case 1:
		what = fmt.Sprintf("row %d is deleted", at)
		exec(`DELETE FROM %s WHERE seq = %d`, f.Audit, at)
	case 2:
		what = fmt.Sprintf("row %d is deleted, and the gap closed", at)
		exec(`DELETE FROM %s WHERE seq = %d`, f.Audit, at)
		exec(`UPDATE %s SET seq = -(seq - 1) WHERE seq > %d`, f.Audit, at)
		exec(`UPDATE %s SET seq = -seq WHERE seq < 0`, f.Audit)
	case 3:
		what = fmt.Sprintf("row %d and the next change places", at)
		exec(`UPDATE %s SET seq = -1 WHERE seq = %d`, f.Audit, at)
		exec(`UPDATE %s SET seq = %d WHERE seq = %d`, f.Audit, at, at+1)
		exec(`UPDATE %s SET seq = %d WHERE seq = -1`, f.Audit, at+1)
	case 4:
		exec(`DELETE FROM %s WHERE seq > %d`, f.Audit, at)
		return fmt.Sprintf("the end behind row %d is cut off", at), tamperedRows
	}
	return what, int64(at)
}

// alter changes a random column of a row.
func (f *Forger) alter(t testing.TB, random *rand.Rand, at int) string {
	t.Helper()
	columns := []string{"at", "account", "via", "action", "of", "outcome", "reason", "revision", "address", "prev", "hash"}
	column := columns[random.IntN(len(columns))]
	value := column + ` || 'x'`
	switch column {
	case "at", "revision":
		value = column + ` + 1`
	case "of":
		value = `'["person/P-999"]'`
	case "prev", "hash":
		b := make([]byte, 32)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		value = f.Bytes(b)
	}
	f.Exec(t, fmt.Sprintf(`UPDATE %s SET %s = %s WHERE seq = %d`, f.Audit, column, value, at))
	return fmt.Sprintf("%s of row %d is altered", column, at)
}

// judged follows the chain and compares it with the head that was kept elsewhere.
func judged(t testing.TB, s *access.Service, kept []byte) *access.Broken {
	t.Helper()
	_, _, broken, err := s.VerifyAudit(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if broken != nil {
		return broken
	}
	var head access.Head
	if err := json.Unmarshal(kept, &head); err != nil {
		t.Fatal(err)
	}
	broken, err = s.CheckHead(t.Context(), &head)
	if err != nil {
		t.Fatal(err)
	}
	return broken
}
