package backup

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"filippo.io/age"

	"github.com/redsail/redsail/internal/access"
	"github.com/redsail/redsail/internal/city"
)

// Recipient is whom a backup is encrypted for.
type Recipient = age.Recipient

// Identity opens a backup that was encrypted for its recipient.
type Identity = age.Identity

// Sink takes what a backup holds, as the stores' Restore does. Nothing stands before Commit, nothing is
// left after Drop.
type Sink interface {
	Revision(ctx context.Context, r *city.LogRevision) error
	Keys(ctx context.Context, keys []city.PersonKey) error
	Row(ctx context.Context, r access.Row) error
	Commit(ctx context.Context) error
	Drop()
}

// PlanSink is a Sink that takes plans too; others are given none.
type PlanSink interface {
	Plan(ctx context.Context, p Plan) error
}

// Reading is a backup that is being read: the manifest is, the rest is not yet.
type Reading struct {
	Manifest Manifest
	Scheme   *city.Scheme
	// Encrypted tells whether the file was.
	Encrypted bool
	// Persons tells, when all was read, whether its log has ever put one.
	Persons bool
	frames  *unframer
	forget  map[string]bool
}

// Open reads the beginning of a backup. An encrypted one needs the identity of one of its recipients:
// without any it fails with Invalid, encrypted_backup, with others with wrong_key. A file that is no
// backup is not_a_backup; one that is broken, broken_backup.
func Open(r io.Reader, ids ...Identity) (*Reading, error) {
	in := bufio.NewReaderSize(r, 1<<16)
	b := &Reading{}
	var content io.Reader = in
	var seal *sealedBytes
	if head, _ := in.Peek(len(ageMagic)); string(head) == ageMagic {
		b.Encrypted = true
		var err error
		seal = &sealedBytes{in: in}
		if content, err = decrypt(seal, ids); err != nil {
			return nil, err
		}
	}
	var err error
	if b.frames, err = newUnframer(content, seal); err != nil {
		return nil, err
	}
	kind, text, _, err := b.frames.next()
	if err == nil && kind != manifestFrame {
		err = broken("it does not begin with a manifest")
	}
	if err == nil {
		if json.Unmarshal(text, &b.Manifest) != nil || b.Manifest.Revision < 0 || b.Manifest.StoreID == "" {
			err = broken("its manifest cannot be read")
		}
	}
	if err == nil {
		b.Scheme, err = city.ParseScheme([]byte(b.Manifest.Scheme))
	}
	if err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func decrypt(in io.Reader, ids []Identity) (io.Reader, error) {
	if len(ids) == 0 {
		return nil, city.Errorf(city.Invalid, "encrypted_backup", "the backup is encrypted; name the file with the identity that opens it (--identity FILE)")
	}
	r, err := age.Decrypt(in, ids...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, city.Errorf(city.Invalid, "wrong_key", "the backup is encrypted for others: none of the identities opens it")
	case err != nil:
		return nil, city.Wrap(err, city.Invalid, "broken_backup", "the backup is broken: the head of its encryption is cut off or damaged")
	}
	return r, nil
}

// Close ends the reading.
func (b *Reading) Close() { b.frames.zip.Close() }

// Forget leaves out the keys of persons: they come back erased. It is for those who were erased after
// the backup was made.
func (b *Reading) Forget(codes []string) {
	b.forget = map[string]bool{}
	for _, code := range codes {
		b.forget[code] = true
	}
}

// Into reads the rest, checks all of it and gives it to the sink, which it commits only when the
// sum, the chain and the head agree. A nil sink only checks.
func (b *Reading) Into(ctx context.Context, sink Sink) (Sum, error) {
	if sink == nil {
		sink = nowhere{}
	}
	defer sink.Drop() // after Commit it does nothing
	c := &coming{Reading: b, sink: sink, seen: map[string]bool{}}
	for {
		if err := ctx.Err(); err != nil {
			return c.sum, err
		}
		kind, content, sum, err := b.frames.next()
		if err != nil {
			return c.sum, err
		}
		if kind == sumFrame {
			if err := c.end(ctx, content, sum); err != nil {
				return c.sum, err
			}
			return c.sum, sink.Commit(ctx)
		}
		if err := c.take(ctx, kind, content); err != nil {
			return c.sum, err
		}
	}
}

// coming is what has come so far.
type coming struct {
	*Reading
	sink    Sink
	sum     Sum
	at      city.State
	pending *city.LogRevision
	left    int // entries of pending that are still to come
	keys    []city.PersonKey
	seen    map[string]bool // codes of keys
}

func (c *coming) take(ctx context.Context, kind byte, content []byte) error {
	if c.left > 0 && kind != entryFrame {
		return broken("revision %d lacks entries", c.pending.Number)
	}
	switch {
	case kind == planFrame && c.Manifest.Plans:
		return c.plan(ctx, content)
	case c.sum.Plans > 0: // they come last
	case kind == revisionFrame && c.sum.Keys+c.sum.Erased+c.sum.Rows == 0:
		return c.revision(content)
	case kind == entryFrame && c.left > 0:
		return c.entry(ctx, content)
	case kind == keyFrame && c.Manifest.Keys && c.sum.Rows == 0:
		return c.key(ctx, content)
	case kind == accountFrame && c.Manifest.Accounts:
		if err := c.flush(ctx); err != nil {
			return err
		}
		row, err := access.UnpackRow(content)
		if err != nil {
			return err
		}
		c.sum.Rows++
		return c.sink.Row(ctx, row)
	}
	return broken("a part of it (%q) stands where it cannot", kind)
}

func (c *coming) revision(content []byte) error {
	var h revisionHead
	if json.Unmarshal(content, &h) != nil {
		return broken("revision %d cannot be read", c.at.Revision+1)
	}
	r, err := h.revision()
	if err != nil || r.Entries < 1 || r.Entries > city.MaxEntries {
		return broken("revision %d cannot be read", c.at.Revision+1)
	}
	c.pending, c.left = &city.LogRevision{Revision: r}, r.Entries
	c.sum.Revisions++
	return nil
}

func (c *coming) entry(ctx context.Context, content []byte) error {
	e := city.LogEntry{Seq: len(c.pending.Log), Body: bytes.Clone(content)}
	person, err := city.NameEntry(&e)
	if err != nil {
		return broken("entry %d of revision %d cannot be read", e.Seq, c.pending.Number)
	}
	c.Persons = c.Persons || person != ""
	c.pending.Log = append(c.pending.Log, e)
	c.sum.Entries++
	if c.left--; c.left > 0 {
		return nil
	}
	if err := city.CheckLink(c.at, c.pending); err != nil {
		return err
	}
	c.at.Revision, c.at.Hash = c.pending.Number, c.pending.Hash
	err = c.sink.Revision(ctx, c.pending)
	c.pending = nil
	return err
}

func (c *coming) key(ctx context.Context, content []byte) error {
	var k personKey
	if json.Unmarshal(content, &k) != nil || len(k.Key) != 0 && len(k.Key) != city.KeyBytes || city.CheckKeyCodes([]string{k.Code}) != nil || c.seen[k.Code] {
		return broken("a key in it cannot be read")
	}
	c.seen[k.Code] = true
	switch {
	case c.forget[k.Code]:
		delete(c.forget, k.Code)
		k.Key = nil
		c.sum.Erased++
	case len(k.Key) == 0:
		c.sum.Erased++
	default:
		c.sum.Keys++
	}
	if len(k.Key) == 0 {
		k.Key = nil
	}
	c.keys = append(c.keys, city.PersonKey{Code: k.Code, Key: k.Key})
	if len(c.keys) < keyBatch {
		return nil
	}
	return c.flush(ctx)
}

func (c *coming) plan(ctx context.Context, content []byte) error {
	var p Plan
	if json.Unmarshal(content, &p) != nil || c.sum.Plans >= maxPlans {
		return broken("a plan in it cannot be read")
	}
	if err := p.check(); err != nil {
		return err
	}
	if err := c.flush(ctx); err != nil {
		return err
	}
	c.sum.Plans++
	if sink, takes := c.sink.(PlanSink); takes {
		return sink.Plan(ctx, p)
	}
	return nil
}

func (c *coming) flush(ctx context.Context) error {
	if len(c.keys) == 0 {
		return nil
	}
	err := c.sink.Keys(ctx, c.keys)
	c.keys = nil
	return err
}

// end compares what came with what the sum and the manifest say.
func (c *coming) end(ctx context.Context, content []byte, sum string) error {
	var want Sum
	if json.Unmarshal(content, &want) != nil {
		return broken("its sum cannot be read")
	}
	c.sum.SHA256 = sum
	switch {
	case c.left > 0:
		return broken("revision %d lacks entries", c.pending.Number)
	case want.SHA256 != sum, want.Revisions != c.sum.Revisions, want.Entries != c.sum.Entries, want.Rows != c.sum.Rows, want.Plans != c.sum.Plans,
		want.Keys+want.Erased != c.sum.Keys+c.sum.Erased:
		return broken("it does not hold what its sum says")
	}
	head, err := digest(c.Manifest.Hash)
	if err != nil || head != c.at.Hash || c.at.Revision != c.Manifest.Revision {
		return broken("its log ends at revision %d, its manifest speaks of another", c.at.Revision)
	}
	if err := c.frames.ended(); err != nil {
		return err
	}
	if c.Manifest.Keys {
		for _, code := range slices.Sorted(maps.Keys(c.forget)) { // of whom the backup has no key
			c.keys = append(c.keys, city.PersonKey{Code: code})
		}
	}
	return c.flush(ctx)
}

// nowhere is a sink that keeps nothing.
type nowhere struct{}

func (nowhere) Revision(context.Context, *city.LogRevision) error { return nil }
func (nowhere) Keys(context.Context, []city.PersonKey) error      { return nil }
func (nowhere) Row(context.Context, access.Row) error             { return nil }
func (nowhere) Commit(context.Context) error                      { return nil }
func (nowhere) Drop()                                             {}

// Recipients reads recipients of age (age1…), one each; what is none is Invalid, bad_recipient.
func Recipients(texts []string) (out []Recipient, err error) {
	for _, text := range texts {
		list, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil || len(list) != 1 {
			return nil, city.Errorf(city.Invalid, "bad_recipient", "%.80q is no recipient of age; it begins with age1 and comes from redsail backup --new-key or age-keygen", text)
		}
		out = append(out, list...)
	}
	return out, nil
}

// Identities reads a file of identities of age; a file that holds none is Invalid, bad_identity.
func Identities(r io.Reader) ([]Identity, error) {
	ids, err := age.ParseIdentities(io.LimitReader(r, 1<<20))
	if err != nil { // its text would repeat a line of the file
		return nil, city.Errorf(city.Invalid, "bad_identity", "this is no file of identities of age; its lines begin with AGE-SECRET-KEY-1")
	}
	return ids, nil
}

// NewIdentity makes an identity and its recipient.
func NewIdentity() (identity, recipient string, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", "", err
	}
	return id.String(), id.Recipient().String(), nil
}
