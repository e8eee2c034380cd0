package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// fewRows is an audit for which the disk has room for so many rows only.
type fewRows struct {
	access.Store
	room int
}

func (a *fewRows) Append(ctx context.Context, rows []access.Entry) error {
	if a.room < len(rows) {
		return city.Errorf(city.Unavailable, "disk_full", "the disk is full")
	}
	a.room -= len(rows)
	return a.Store.Append(ctx, rows)
}

// TestBackupAudit: a backup that is whole is done, whichever of its rows the full disk of the store cannot hold,
// which is told; one that failed has failed.
func TestBackupAudit(t *testing.T) {
	store, _ := tinyWithStaff(t)
	withKeys(t, store, func(ctx context.Context, s city.Store, _ city.Keys) {
		auth, err := openAuth(ctx, store, s)
		if err != nil {
			t.Fatal(err)
		}
		defer auth.Close()
		broken := errors.New("broken")
		for _, c := range []struct {
			room int
			made error
			says string
		}{{0, nil, "the audit cannot hold that this backup is made"}, {1, nil, "the audit cannot hold that it was ended"}, {2, nil, ""}, {1, broken, ""}} {
			var says strings.Builder
			err := recordBackup(ctx, streams{out: io.Discard, err: &says}, &fewRows{auth, c.room}, func() error { return c.made })
			if !errors.Is(err, c.made) || (says.Len() > 0) != (c.says != "") || !strings.Contains(says.String(), c.says) {
				t.Errorf("room for %d rows, made %v: %v, %q", c.room, c.made, err, says.String())
			}
		}
	})
}
