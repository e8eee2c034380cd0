package postgis_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/city"
	"github.com/redsail/redsail/internal/store/postgis"
	"github.com/redsail/redsail/internal/store/postgis/pgtest"
	"github.com/redsail/redsail/internal/store/storetest"
)

// freshKeys makes stores in schemas of one database, one with the longest name that can be.
func freshKeys(t testing.TB) func(testing.TB) storetest.KeysFactory {
	url, stores := ownedURL(t), 0
	return func(t testing.TB) storetest.KeysFactory {
		stores++
		o := postgis.Options{Schema: fmt.Sprintf("store_%d%s", stores, strings.Repeat("x", 55*(stores%2)))}
		initStore(t, url, o)
		return func(t testing.TB) city.Keys {
			t.Helper()
			s, err := postgis.Open(context.Background(), url, o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s.Keys()
		}
	}
}

func TestKeys(t *testing.T) { storetest.RunKeys(t, freshKeys(t)) }

func BenchmarkKeys(b *testing.B) { storetest.BenchmarkKeys(b, freshKeys(b)) }

// The bytes of an erased key are not in the file of the table; those of one that stays are.
func TestErasedKeyIsGone(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	keys, err := s.Keys().Ensure(t.Context(), []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	file := func() []byte {
		run(t, c, "CHECKPOINT")
		return value[[]byte](t, c, "SELECT pg_read_binary_file(pg_relation_filepath('redsail_keys.person_key'))")
	}
	if text := file(); !bytes.Contains(text, keys[0]) || !bytes.Contains(text, keys[1]) {
		t.Fatal("the keys are not found in the file, so the search shows nothing")
	}
	if err := s.Keys().Erase(t.Context(), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	if text := file(); bytes.Contains(text, keys[0]) || !bytes.Contains(text, keys[1]) {
		t.Errorf("after the erase: erased found %t, kept found %t", bytes.Contains(text, keys[0]), bytes.Contains(text, keys[1]))
	}
}

// Keys of another store are refused, also by a role that could use them, and no other role can.
func TestKeysOfOthers(t *testing.T) {
	url := pgtest.URL(t)
	s, c := initStore(t, url, postgis.Options{}), connect(t, url)
	if _, err := s.Keys().Ensure(t.Context(), []string{"a"}); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"owner", "person_key"} {
		if value[bool](t, c, `SELECT has_table_privilege('pg_read_all_settings', 'redsail_keys.'||$1, 'SELECT') OR has_schema_privilege('pg_read_all_settings', 'redsail_keys', 'USAGE')`, table) {
			t.Errorf("every role may read %s", table)
		}
	}
	run(t, c, "UPDATE redsail_keys.owner SET store_id = 'another'")
	_, getErr := s.Keys().Get(t.Context(), []string{"a"})
	_, ensureErr := s.Keys().Ensure(t.Context(), []string{"a"})
	_, listErr := s.Keys().Erased(t.Context())
	for _, err := range []error{getErr, ensureErr, listErr, s.Keys().Erase(t.Context(), []string{"a"})} {
		wantCode(t, err, city.Conflict, "foreign_keys")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.Keys().Erase(t.Context(), []string{"a"}), city.Unavailable, "store_closed")
	_, err := s.Keys().Ensure(t.Context(), []string{"a"})
	wantCode(t, err, city.Unavailable, "store_closed")
}
