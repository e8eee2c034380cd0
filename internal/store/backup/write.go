package backup

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"time"

	"filippo.io/age"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// Rows gives the rows of accounts, as both stores do.
type Rows interface {
	Rows(ctx context.Context, each func(access.Row) error) error
}

// Source is what is backed up.
type Source struct {
	Store city.Reader
	Kind  string // gpkg or postgis
	// Keys and Accounts go only into an encrypted backup; nil = there are none, or they stay out.
	Keys     city.Keys
	Accounts Rows
	// Plans are the scenarios and proposals beside the store; nil = there are none.
	Plans   iter.Seq2[Plan, error]
	Program string
	Now     time.Time
}

// Write writes a backup of the latest revision, which others may go on from meanwhile: a revision
// once written never changes. It holds one revision in memory. Without recipients it is not
// encrypted, and then neither keys nor accounts may go in. The chain of the log is checked; where it
// does not hold it fails with broken_log.
func Write(ctx context.Context, w io.Writer, src Source, to ...Recipient) (Manifest, Sum, error) {
	if len(to) == 0 && (src.Keys != nil || src.Accounts != nil) {
		return Manifest{}, Sum{}, city.Errorf(city.Internal, "internal", "keys and accounts go into an encrypted backup only")
	}
	seal := func() error { return nil }
	if len(to) > 0 {
		inner, err := age.Encrypt(w, to...)
		if err != nil {
			return Manifest{}, Sum{}, fmt.Errorf("the backup cannot be encrypted: %w", err)
		}
		w, seal = inner, inner.Close
	}
	f, err := newFrames(w)
	if err != nil {
		return Manifest{}, Sum{}, err
	}
	b := &writing{frames: f, src: src, persons: map[string]bool{}}
	m, err := b.all(ctx)
	if err != nil {
		_ = f.zip.Close() // what went wrong says more
		return m, b.sum, err
	}
	if err := f.close(b.sum); err != nil {
		return m, b.sum, err
	}
	return m, b.sum, seal()
}

type writing struct {
	*frames
	src     Source
	sum     Sum
	persons map[string]bool // codes that the log knows
}

func (b *writing) all(ctx context.Context) (Manifest, error) {
	st, err := b.src.Store.State(ctx)
	if err != nil {
		return Manifest{}, err
	}
	scheme, err := b.src.Store.Scheme(ctx)
	if err != nil {
		return Manifest{}, err
	}
	yaml, err := scheme.YAML()
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{
		Program: b.src.Program, MadeAt: b.src.Now.UTC().Truncate(time.Second), Store: b.src.Kind, StoreID: st.StoreID, Timeline: st.Timeline,
		Revision: st.Revision, Hash: hex.EncodeToString(st.Hash[:]), Scheme: string(yaml), Keys: b.src.Keys != nil, Accounts: b.src.Accounts != nil, Plans: b.src.Plans != nil,
	}
	if err := b.putJSON(manifestFrame, m); err != nil {
		return m, err
	}
	if err := b.log(ctx, st); err != nil {
		return m, err
	}
	if err := b.keys(ctx); err != nil {
		return m, err
	}
	if err := b.accounts(ctx); err != nil {
		return m, err
	}
	return m, b.plans(ctx)
}

func (b *writing) accounts(ctx context.Context) error {
	if b.src.Accounts == nil {
		return nil
	}
	return b.src.Accounts.Rows(ctx, func(r access.Row) error {
		text, err := access.PackRow(r)
		if err != nil {
			return err
		}
		b.sum.Rows++
		return b.put(accountFrame, text)
	})
}

// plans writes the scenarios and proposals.
func (b *writing) plans(ctx context.Context) error {
	if b.src.Plans == nil {
		return nil
	}
	for p, err := range b.src.Plans {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil && (p.check() != nil || b.sum.Plans >= maxPlans) {
			err = city.Errorf(city.TooLarge, "backup_too_large", "%s %.64q cannot be backed up: of at most %d plans each has %d bytes at most", p.Kind, p.Name, maxPlans, maxPlan)
		}
		if err != nil {
			return err
		}
		b.sum.Plans++
		if err := b.putJSON(planFrame, p); err != nil {
			return err
		}
	}
	return nil
}

// log writes all revisions up to a state and proves the chain on the way.
func (b *writing) log(ctx context.Context, head city.State) error {
	var at city.State
	for at.Revision < head.Revision {
		page, err := b.src.Store.Log(ctx, at.Revision, 1)
		if err != nil {
			return err
		}
		if len(page) != 1 {
			return city.Errorf(city.Invalid, "broken_log", "revision %d of the log is missing", at.Revision+1)
		}
		r := &page[0]
		if err := city.CheckLink(at, r); err != nil {
			return err
		}
		if err := b.revision(r); err != nil {
			return err
		}
		at.Revision, at.Hash = r.Number, r.Hash
	}
	if at.Hash != head.Hash {
		return city.Errorf(city.Invalid, "broken_log", "the log ends with another hash than the store says of revision %d", head.Revision)
	}
	return nil
}

func (b *writing) revision(r *city.LogRevision) error {
	if err := b.putJSON(revisionFrame, headOf(&r.Revision)); err != nil {
		return err
	}
	b.sum.Revisions++
	for i := range r.Log {
		e := &r.Log[i]
		if e.Kind == city.KindPerson.String() {
			named := *e
			code, err := city.NameEntry(&named)
			if err != nil {
				return err
			}
			b.persons[code] = true
		}
		if err := b.put(entryFrame, e.Body); err != nil {
			return err
		}
		b.sum.Entries++
	}
	return nil
}

// keys writes those of all persons whom the log knows, and who was erased.
func (b *writing) keys(ctx context.Context) error {
	if b.src.Keys == nil {
		return nil
	}
	written := map[string]bool{}
	for codes := range slices.Chunk(slices.Sorted(maps.Keys(b.persons)), keyBatch) {
		keys, err := b.src.Keys.Get(ctx, codes)
		if err != nil {
			return err
		}
		for i, code := range codes {
			if keys[i] == nil { // erased, or never made
				continue
			}
			written[code] = true
			b.sum.Keys++
			if err := b.putJSON(keyFrame, personKey{Code: code, Key: keys[i]}); err != nil {
				return err
			}
		}
	}
	erased, err := b.src.Keys.Erased(ctx)
	if err != nil {
		return err
	}
	for _, code := range erased {
		if written[code] { // erased since we asked
			continue
		}
		b.sum.Erased++
		if err := b.putJSON(keyFrame, personKey{Code: code}); err != nil {
			return err
		}
	}
	return nil
}
