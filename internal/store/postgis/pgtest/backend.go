package pgtest

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// BackendTime is how long the backend of a connection has been on a processor (Linux:
// /proc/PID/schedstat). A benchmark on a system that does not tell is skipped.
func BackendTime(b *testing.B, conn *pgx.Conn) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", conn.PgConn().PID()))
	if err != nil {
		b.Skipf("the processor time of a backend cannot be read here: %v", err)
	}
	ns, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(ns)
}
