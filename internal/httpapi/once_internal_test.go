package httpapi

import (
	"crypto/sha256"
	"fmt"
	"testing"
)

// TestKeyTable: the oldest answers go, first those of an account that has many or large ones; the
// newest stays however large; a call that failed leaves nothing.
func TestKeyTable(t *testing.T) {
	var table keyTable
	keep := func(account string, n, size int) {
		name := keyName{account, fmt.Sprint(n)}
		mine, other := table.take(name, [sha256.Size]byte{byte(n)})
		if mine == nil || other != nil {
			t.Fatalf("%v is taken", name)
		}
		table.end(name, mine, &kept{body: make([]byte, size)})
	}
	held := func(account string) (n int) {
		for name := range table.calls {
			if name.account == account {
				n++
			}
		}
		return n
	}
	keep("quiet", 0, 1)
	for i := range 2 * maxKeys {
		keep("busy", i, 1)
	}
	if held("quiet") != 1 || held("busy") != maxKeysOfOne || len(table.order) != maxKeysOfOne+1 {
		t.Errorf("%d of one, %d of the other", held("quiet"), held("busy"))
	}
	if _, other := table.take(keyName{"busy", fmt.Sprint(2*maxKeys - 1)}, [sha256.Size]byte{}); other == nil {
		t.Error("the newest is gone")
	}
	keep("busy", -1, maxKeyBytes+1)
	if held("busy") != 1 || held("quiet") != 0 {
		t.Errorf("beside one answer that takes all room: %d and %d", held("busy"), held("quiet"))
	}
	for a := range 10 {
		for i := range maxKeysOfOne {
			keep(fmt.Sprint("account", a), i, 1)
		}
	}
	if len(table.order) != maxKeys || len(table.calls) != maxKeys {
		t.Errorf("%d keys", len(table.order))
	}
	failed := keyName{"busy", "failed"}
	mine, _ := table.take(failed, [sha256.Size]byte{})
	table.end(failed, mine, nil)
	if mine, _ = table.take(failed, [sha256.Size]byte{}); mine == nil {
		t.Error("a call that failed holds its key")
	}
}
