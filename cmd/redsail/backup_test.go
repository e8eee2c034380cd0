package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
)

// tinyWithStaff is a store with a grid, the canary, and accounts. Gives its folder too.
func tinyWithStaff(t testing.TB) (store, dir string) {
	t.Helper()
	dir = t.TempDir()
	store = filepath.Join(dir, "city.gpkg")
	tiny := filepath.Join("..", "..", "data", "tiny")
	mustRun(t, "init", "--store", store, "--scheme", filepath.Join(tiny, "scheme.yaml"))
	for _, layer := range []string{"district", "street", "community", "grid"} {
		mustRun(t, "import", "--store", store, "--layer", layer, filepath.Join(tiny, layer+".geojson"))
	}
	employ(t, store, "372001001001006")
	mustRun(t, "publish", "--store", store, "--layer", "district")
	return store, dir
}

// backupKey makes an identity and gives its file and its recipient.
func backupKey(t testing.TB, dir string) (identity, recipient string) {
	t.Helper()
	identity = filepath.Join(t.TempDir(), "identity.txt")
	return identity, strings.TrimSpace(mustRun(t, "backup", "--new-key", identity))
}

// withKeys opens a store and the keys of its persons for use, and closes them.
func withKeys(t testing.TB, store string, use func(ctx context.Context, s city.Store, keys city.Keys)) {
	t.Helper()
	ctx := context.Background()
	s, err := openStore(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	keys, err := openKeys(ctx, store, s)
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	use(ctx, s, keys)
}

// keyOf is the canary's key.
func keyOf(t testing.TB, store string) (key []byte) {
	t.Helper()
	withKeys(t, store, func(ctx context.Context, _ city.Store, keys city.Keys) {
		got, err := keys.Get(ctx, []string{canaryCode})
		if err != nil {
			t.Fatal(err)
		}
		key = got[0]
	})
	return key
}

// TestBackupHoldsNobody: a backup that is not encrypted holds no name, no phone, no key and no
// account, and says so; an encrypted one holds them, and shows nothing without its identity.
func TestBackupHoldsNobody(t *testing.T) {
	store, dir := tinyWithStaff(t)
	identity, recipient := backupKey(t, dir)
	key := keyOf(t, store)
	if len(key) != city.KeyBytes {
		t.Fatalf("the canary has the key %x", key)
	}
	plain, sealed := filepath.Join(dir, "plain.rsb"), filepath.Join(dir, "sealed.rsb")
	for file, args := range map[string][]string{
		plain:                             nil,
		sealed:                            {"--encrypt", recipient},
		filepath.Join(dir, "without.rsb"): {"--encrypt", recipient, "--without-keys"},
	} {
		_, errs, code := redsail(t, append([]string{"backup", "--store", store, "--out", file}, args...)...)
		if code != exitDone || (file == sealed) == strings.Contains(errs, "no keys of persons and no accounts") {
			t.Errorf("%v: exit %d: %s", args, code, errs)
		}
		if found := canaries(errs); len(found) > 0 {
			t.Errorf("%v: stderr tells %v", args, found)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v: %v, %v", args, info, err)
		}
	}
	// Unpacked, for what is packed shows nothing anyway.
	back := filepath.Join(t.TempDir(), "back.gpkg")
	_, errs, code := redsail(t, "restore", "--store", back, plain)
	if code != exitDone || !strings.Contains(errs, "no keys of persons") {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for name, text := range files(t, filepath.Dir(back)) {
		if found := canaries(text); len(found) > 0 || strings.Contains(text, string(key)) || strings.Contains(text, "argon2id") {
			t.Errorf("%s, restored from a plain backup, holds %v, a key or an account", name, found)
		}
	}
	if there(back+".keys") || there(back+".auth.db") {
		t.Error("a plain backup has brought keys or accounts")
	}
	text, err := os.ReadFile(sealed)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{canaryName, canaryPhone, canaryCode, string(key), "argon2id", "REDSAIL-BACKUP", "372001"} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("the encrypted backup shows %q", secret)
		}
	}
	whole := filepath.Join(t.TempDir(), "whole.gpkg")
	mustRun(t, "restore", "--store", whole, "--identity", identity, sealed)
	if got := keyOf(t, whole); !bytes.Equal(got, key) {
		t.Errorf("the key came back as %x", got)
	}
	if out := mustRun(t, "person", "export", "--store", whole, canaryCode); !strings.Contains(out, canaryName) {
		t.Errorf("the person came back as %s", out)
	}
	if a, b := mustRun(t, "user", "list", "--store", store), mustRun(t, "user", "list", "--store", whole); a != b {
		t.Errorf("the accounts came back as %s, were %s", b, a)
	}
	if contentHash(t, whole) != contentHash(t, store) {
		t.Error("the content is another one")
	}
	audit := mustRun(t, "audit", "export", "--store", whole)
	if !strings.Contains(audit, "store.backup") || !strings.Contains(audit, "store.restore") {
		t.Errorf("the audit that came back does not say so: %s", audit)
	}
	mustRun(t, "audit", "verify", "--store", whole)
}

// TestRestoreOfNobody: that keys of persons are missing is said where there were persons, and else not.
func TestRestoreOfNobody(t *testing.T) {
	store, dir := tinyWithStaff(t)
	empty := filepath.Join(dir, "empty.gpkg")
	mustRun(t, "init", "--store", empty, "--made-up")
	mustRun(t, "import", "--store", empty, "--layer", "district", filepath.Join("..", "..", "data", "tiny", "district.geojson"))
	for from, told := range map[string]bool{store: true, empty: false} {
		file := filepath.Join(t.TempDir(), "plain.rsb")
		mustRun(t, "backup", "--store", from, "--out", file)
		_, errs, code := redsail(t, "restore", "--store", filepath.Join(t.TempDir(), "back.gpkg"), file)
		if code != exitDone || strings.Contains(errs, "a copy of them belongs beside the store") != told {
			t.Errorf("%s: exit %d, %s", filepath.Base(from), code, errs)
		}
	}
}

// TestRestoreForgets: who was erased after the backup was made comes back erased, in either store;
// and the list of them is what the store gives.
func TestRestoreForgets(t *testing.T) {
	store, dir := tinyWithStaff(t)
	identity, recipient := backupKey(t, dir)
	file, list := filepath.Join(dir, "b.rsb"), filepath.Join(dir, "erased.txt")
	mustRun(t, "backup", "--store", store, "--out", file, "--encrypt", recipient)
	if got := mustRun(t, "person", "erased", "--store", store); got != "" {
		t.Errorf("erased are %q", got)
	}
	mustRun(t, "person", "erase", "--store", store, canaryCode, "--yes", "--author", "keeper")
	erased := mustRun(t, "person", "erased", "--store", store)
	if erased != canaryCode+"\n" {
		t.Fatalf("erased are %q", erased)
	}
	if err := os.WriteFile(list, []byte("# codes\n"+erased+"never-known\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{filepath.Join(t.TempDir(), "back.gpkg"), pgtest.URL(t)} {
		mustRun(t, "restore", "--store", to, "--identity", identity, "--erased", list, file)
		if key := keyOf(t, to); key != nil {
			t.Errorf("%s: the key is back", to)
		}
		if got := mustRun(t, "person", "erased", "--store", to); got != canaryCode+"\nnever-known\n" {
			t.Errorf("%s: erased are %q", to, got)
		}
	}
}

// TestBackupUsage: what is wrong is said in one line, with the exit code for it, and leaves no file.
func TestBackupUsage(t *testing.T) {
	dir := t.TempDir()
	store, out := filepath.Join(dir, "city.gpkg"), filepath.Join(dir, "b.rsb")
	mustRun(t, "init", "--store", store)
	identity, recipient := backupKey(t, dir)
	foreign, _ := backupKey(t, dir)
	sealed, plain := filepath.Join(dir, "sealed"), filepath.Join(dir, "plain")
	mustRun(t, "backup", "--store", store, "--out", sealed, "--encrypt", recipient)
	mustRun(t, "backup", "--store", store, "--out", plain)
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{exitUsage, "one of --out", []string{"backup", "--store", store}},
		{exitUsage, "one of --out", []string{"backup", "--store", store, "--out", out, "--check", plain}},
		{exitUsage, "--store is missing", []string{"backup", "--out", out}},
		{exitUsage, "the store itself", []string{"backup", "--store", store, "--out", store}},
		{exitUsage, "--identity is for --check", []string{"backup", "--store", store, "--out", out, "--identity", identity}},
		{exitUsage, "no recipient of age", []string{"backup", "--store", store, "--out", out, "--encrypt", "age1wrong"}},
		{exitUsage, "no file of identities", []string{"backup", "--check", sealed, "--identity", plain}},
		{exitFailed, "there is no store", []string{"backup", "--store", store + "x", "--out", out}},
		{exitFailed, "--identity FILE", []string{"backup", "--check", sealed}},
		{exitFailed, "none of the identities", []string{"backup", "--check", sealed, "--identity", foreign}},
		{exitFailed, "no backup of Redsail", []string{"backup", "--check", store}},
		{exitFailed, "exists", []string{"backup", "--new-key", identity}},
		{exitFailed, "no backup of Redsail", []string{"restore", "--store", out, store}},
		{exitFailed, "no such file", []string{"restore", "--store", out, out + ".none"}},
		{exitFailed, "none of the identities", []string{"restore", "--store", out, "--identity", foreign, sealed}},
		{exitUsage, "there is no layout -1", []string{"migrate", "--store", store, "--to=-1"}},
		{exitUsage, "there is no layout 99", []string{"migrate", "--store", store, "--to", "99"}},
		{exitUsage, "are of PostgreSQL", []string{"migrate", "--store", store, "--backup", out}},
		{exitUsage, "exclude", []string{"migrate", "--store", "postgres://127.0.0.1:1/x", "--backup", out, "--no-backup"}},
	} {
		stdout, errs, code := redsail(t, c.args...)
		if code != c.code || stdout != "" || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, %q, %q; want %d, %q", c.args, code, stdout, errs, c.code, c.says)
		}
		if there(out) {
			t.Fatalf("%v has left a file", c.args)
		}
	}
	if info, err := os.Stat(identity); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the identity: %v, %v", info, err)
	}
	if got := mustRun(t, "backup", "--check", sealed, "--identity", identity); !strings.Contains(got, "whole") || !strings.Contains(got, "encrypted") {
		t.Errorf("--check says %q", got)
	}
}

// TestRestoreRefuses: a store that holds something is named, and is as it was.
func TestRestoreRefuses(t *testing.T) {
	store, dir := tinyWithStaff(t)
	file := filepath.Join(dir, "b.rsb")
	mustRun(t, "backup", "--store", store, "--out", file)
	before := contentHash(t, store)
	_, errs, code := redsail(t, "restore", "--store", store, file)
	if code != exitFailed || !strings.Contains(errs, store) {
		t.Errorf("over itself: exit %d: %s", code, errs)
	}
	empty := filepath.Join(dir, "empty.gpkg")
	mustRun(t, "init", "--store", empty, "--made-up")
	if _, errs, code := redsail(t, "restore", "--store", empty, file); code != exitFailed || !strings.Contains(errs, "another scheme") {
		t.Errorf("into another scheme: exit %d: %s", code, errs)
	}
	right := filepath.Join(dir, "right.gpkg")
	mustRun(t, "init", "--store", right, "--scheme", filepath.Join("..", "..", "data", "tiny", "scheme.yaml"))
	mustRun(t, "restore", "--store", right, file)
	if contentHash(t, right) != before || contentHash(t, store) != before {
		t.Error("the content is another one")
	}
	_, errs, code = redsail(t, "restore", "--store", right, file)
	if code != exitFailed || !strings.Contains(errs, "holds a city already") || !strings.Contains(errs, right) {
		t.Errorf("a second time: exit %d: %s", code, errs)
	}
}

// TestMigrateDatabase: a command does not change the layout of a database in passing; migrate does,
// when the backup is made, and that comes back.
func TestMigrateDatabase(t *testing.T) {
	url := pgtest.URL(t)
	tiny := filepath.Join("..", "..", "data", "tiny")
	mustRun(t, "init", "--store", url, "--scheme", filepath.Join(tiny, "scheme.yaml"))
	mustRun(t, "import", "--store", url, "--layer", "district", filepath.Join(tiny, "district.geojson"))
	hash := contentHash(t, url)
	if _, errs, code := redsail(t, "migrate", "--store", url, "--to", "2", "--dry-run"); code != exitDone || !strings.Contains(errs, "nothing stands in the way") {
		t.Errorf("dry: exit %d: %s", code, errs)
	}
	if _, errs, code := redsail(t, "migrate", "--store", url, "--to", "2"); code != exitUsage || !strings.Contains(errs, "--backup FILE") {
		t.Errorf("without a backup: exit %d: %s", code, errs)
	}
	mustRun(t, "migrate", "--store", url, "--to", "2", "--no-backup")
	if _, errs, code := redsail(t, "check", "--store", url); code != exitFailed || !strings.Contains(errs, "redsail migrate") || strings.Contains(errs, "postgres://") {
		t.Errorf("another command: exit %d: %s", code, errs)
	}
	file := filepath.Join(t.TempDir(), "before.rsb")
	mustRun(t, "migrate", "--store", url, "--backup", file)
	if contentHash(t, url) != hash {
		t.Error("the content has changed")
	}
	back := filepath.Join(t.TempDir(), "back.gpkg")
	mustRun(t, "restore", "--store", back, file)
	if contentHash(t, back) != hash {
		t.Error("the backup has another content")
	}
}

// TestRestoreKilled: a restore that is killed leaves no store under the name, and the next one works.
func TestRestoreKilled(t *testing.T) {
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	store, dir := tinyWithStaff(t)
	identity, recipient := backupKey(t, dir)
	file, back := filepath.Join(dir, "b.rsb"), filepath.Join(t.TempDir(), "back.gpkg")
	mustRun(t, "backup", "--store", store, "--out", file, "--encrypt", recipient)
	killed := 0
	for wait := 5 * time.Millisecond; !there(back); wait = wait * 3 / 2 {
		cmd := exec.Command(bin, "restore", "--store", back, "--identity", identity, file)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(wait)
		if there(back) {
			_ = cmd.Wait()
			break
		}
		if err := cmd.Process.Kill(); err == nil {
			killed++
		}
		_ = cmd.Wait() // killed, or done a moment before
		if !there(back) && (there(back+".keys") || there(back+".auth.db")) {
			for _, side := range []string{".keys", ".auth.db"} { // killed between two names: the next restore says so
				if _, errs, code := redsail(t, "restore", "--store", back, "--identity", identity, file); code != exitFailed || !strings.Contains(errs, "stands already") {
					t.Errorf("beside what is left: exit %d: %s", code, errs)
				}
				_ = os.Remove(back + side)
			}
		}
	}
	if killed < 3 {
		t.Errorf("only %d were killed", killed)
	}
	if contentHash(t, back) != contentHash(t, store) || !bytes.Equal(keyOf(t, back), keyOf(t, store)) {
		t.Error("what was restored after the kills is another city")
	}
}

// TestBackupPlans: scenarios and proposals come back beside the store, byte by byte; in a database they
// need a folder, and without one the command says that they are left out.
func TestBackupPlans(t *testing.T) {
	store, dir := tinyWithStaff(t)
	records := map[string]string{"scenario-a1.json": `{"redsail":"scenario","n":1}`, "scenario-b2.json": `{}`, "proposal-c3.json": `{"x":"` + strings.Repeat("y", 1000) + `"}`}
	folder := store + ".plans"
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range records {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range []string{"scenario-d4.json.broken", ".scenario-e5.json.1.part", "notes.txt"} { // none of ours
		if err := os.WriteFile(filepath.Join(folder, other), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "city.rsb")
	if _, errs, code := redsail(t, "backup", "--store", store, "--out", file); code != exitDone || !strings.Contains(errs, ", 3 plans") {
		t.Fatalf("exit %d, %s", code, errs)
	}
	if got := mustRun(t, "backup", "--check", file); !strings.Contains(got, ", 3 plans") {
		t.Error(got)
	}
	for i, flags := range [][]string{{}, {"--plans-dir", filepath.Join(dir, "elsewhere")}, {"--plans-dir", "-"}} {
		back := filepath.Join(dir, "back"+string(rune('0'+i))+".gpkg")
		_, errs, code := redsail(t, append([]string{"restore", "--store", back, file}, flags...)...)
		if code != exitDone {
			t.Fatalf("%v: exit %d, %s", flags, code, errs)
		}
		at := back + ".plans"
		if i > 0 {
			at = flags[1]
		}
		if at == "-" {
			if _, err := os.Stat(back + ".plans"); err == nil || !strings.Contains(errs, "3 scenarios and proposals of the backup are left out") {
				t.Errorf("%v, %s", err, errs)
			}
			continue
		}
		left, err := os.ReadDir(at)
		if err != nil || len(left) != len(records) {
			t.Fatalf("%v: %v, %v", flags, left, err)
		}
		for name, want := range records {
			if got, err := os.ReadFile(filepath.Join(at, name)); err != nil || string(got) != want {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
	}
	if got, _, code := redsail(t, "backup", "--store", store, "--out", filepath.Join(dir, "bare.rsb"), "--plans-dir", "-"); code != exitDone {
		t.Errorf("exit %d, %s", code, got)
	} else if text := mustRun(t, "backup", "--check", filepath.Join(dir, "bare.rsb")); strings.Contains(text, "plans") {
		t.Error(text)
	}
}
