package geotest

import (
	"os"
	"path/filepath"
	"testing"
)

// DataEnv names the environment variable that says where the real data lies.
const DataEnv = "REDSAIL_DATA"

// DataDir is the folder of the real data: the environment variable REDSAIL_DATA, else
// ../shared/data beside the repository root. The test is skipped, with the name of the
// folder that was looked for, when there is none.
func DataDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv(DataEnv)
	if dir == "" {
		dir = filepath.Join(RepoRoot(t), "..", "shared", "data")
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		t.Skipf("no real data: folder %s is absent (set %s to name another)", dir, DataEnv)
	}
	return dir
}

// RepoRoot is the folder of go.mod above the test's own folder.
func RepoRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test's folder")
		}
		dir = up
	}
}
