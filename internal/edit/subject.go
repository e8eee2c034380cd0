package edit

import (
	"context"
	"slices"

	"github.com/redsail/redsail/internal/city"
)

// Subject is all that is kept of one person, in every version and revision: what a person may ask
// for. It is personal: who gets it must have the right to.
type Subject struct {
	// Codes are all that the person ever had, in byte order.
	Codes []string `json:"codes"`
	// Erased is true where a key was destroyed: what was sealed under it cannot be told.
	Erased bool `json:"erased"`
	// Revision is the latest of the store.
	Revision int64           `json:"revision"`
	Versions []SubjectRecord `json:"versions"`
	Posts    []SubjectPost   `json:"posts"`
}

// Known says when something held, [valid_from, valid_to), and which revisions knew it so.
type Known struct {
	// ValidFrom and ValidTo are YYYY-MM-DD; empty = from ever, for ever.
	ValidFrom string `json:"valid_from,omitempty"`
	ValidTo   string `json:"valid_to,omitempty"`
	RevFrom   int64  `json:"rev_from"`
	// RevTo is the revision that replaced it; 0 = the latest knows it.
	RevTo int64 `json:"rev_to,omitempty"`
}

// SubjectRecord is a version of a person's record. Details is null where it was erased.
type SubjectRecord struct {
	Known
	Code     string          `json:"code"`
	Former   []string        `json:"former,omitempty"`
	Source   string          `json:"source,omitempty"`
	DataDate string          `json:"data_date,omitempty"`
	Details  *SubjectDetails `json:"details"`
}

// SubjectDetails are city.Details for the person's own eyes.
type SubjectDetails struct {
	Name         string       `json:"name"`
	Phones       []city.Phone `json:"phones,omitempty"`
	Title        string       `json:"title,omitempty"`
	Organisation string       `json:"organisation,omitempty"`
	Qualified    bool         `json:"qualified,omitempty"`
}

// SubjectPost is a version of a post that the person holds or held.
type SubjectPost struct {
	Known
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	Role      string   `json:"role"`
	Specialty string   `json:"specialty,omitempty"`
	At        string   `json:"at"`
	Acting    bool     `json:"acting,omitempty"`
	Tasks     []string `json:"tasks,omitempty"`
	Duty      string   `json:"duty,omitempty"`
	Source    string   `json:"source,omitempty"`
	DataDate  string   `json:"data_date,omitempty"`
}

// SubjectOf gathers what is kept of the person who has or had a code. A code that no person ever
// had is NotFound, unknown_code.
func SubjectOf(ctx context.Context, s city.Reader, keys city.Keys, code string) (*Subject, error) {
	st, err := s.State(ctx)
	if err != nil {
		return nil, err
	}
	p, err := personOf(ctx, s, code, true)
	if err != nil {
		return nil, err
	}
	out := &Subject{Codes: p.codes, Revision: st.Revision, Versions: []SubjectRecord{}, Posts: []SubjectPost{}}
	if out.Versions, err = p.versions(ctx, keys); err != nil {
		return nil, err
	}
	gone, err := keys.Erased(ctx)
	if err != nil {
		return nil, err
	}
	out.Erased = slices.ContainsFunc(p.codes, func(code string) bool { return slices.Contains(gone, code) })
	for i := range p.posts {
		if post, ok := p.posts[i].Content.(*city.Post); ok {
			out.Posts = append(out.Posts, subjectPost(&p.posts[i], post))
		}
	}
	return out, nil
}

// person is what a store knows of one.
type person struct {
	codes   []string // in byte order
	records []city.Record
	posts   []city.Record
}

// personOf finds the person who has or had a code, and the posts; of all revisions, or as the
// latest knows them. The codes are always all.
func personOf(ctx context.Context, s city.Reader, code string, allRevisions bool) (*person, error) {
	id, err := s.CodeID(ctx, city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: code})
	if err != nil {
		return nil, err
	}
	p := new(person)
	every, err := s.Records(ctx, city.Query{Kind: city.KindPerson, IDs: []int64{id}, AllRevisions: true})
	if err != nil {
		return nil, err
	}
	for i := range every {
		if one, ok := every[i].Content.(*city.Person); ok {
			p.codes = append(append(p.codes, one.Code), one.Former...)
		}
		if allRevisions || every[i].RevTo == 0 {
			p.records = append(p.records, every[i])
		}
	}
	slices.Sort(p.codes)
	p.codes = slices.Compact(p.codes)
	posts, err := s.Records(ctx, city.Query{Kind: city.KindPost, AllRevisions: allRevisions})
	if err != nil {
		return nil, err
	}
	for i := range posts {
		if post, ok := posts[i].Content.(*city.Post); ok && slices.Contains(p.codes, post.Person) {
			p.posts = append(p.posts, posts[i])
		}
	}
	return p, nil
}

// versions are those of the person's record, opened.
func (p *person) versions(ctx context.Context, keys city.Keys) ([]SubjectRecord, error) {
	persons := make([]*city.Person, 0, len(p.records))
	for i := range p.records {
		if one, ok := p.records[i].Content.(*city.Person); ok {
			persons = append(persons, one)
		}
	}
	details, err := city.Reveal(ctx, keys, persons)
	if err != nil {
		return nil, err
	}
	out := make([]SubjectRecord, len(persons))
	for i, one := range persons {
		out[i] = SubjectRecord{Known: known(&p.records[i]), Code: one.Code, Former: one.Former, Source: one.Source, DataDate: one.DataDate}
		if d := details[i]; d != nil {
			out[i].Details = &SubjectDetails{Name: d.Name, Phones: d.Phones, Title: d.Title, Organisation: d.Organisation, Qualified: d.Qualified}
		}
	}
	return out, nil
}

func subjectPost(r *city.Record, p *city.Post) SubjectPost {
	return SubjectPost{
		Known: known(r), Code: p.Code, Name: p.Name(), Role: p.Role, Specialty: p.Rare().Specialty, At: p.At.Key().String(),
		Acting: p.Acting, Tasks: p.Tasks, Duty: p.Duty, Source: p.Source, DataDate: p.DataDate,
	}
}

func known(r *city.Record) Known {
	return Known{ValidFrom: r.Valid.From.String(), ValidTo: r.Valid.To.String(), RevFrom: r.RevFrom, RevTo: r.RevTo}
}

// HadPerson tells whether a person has or ever had a code: one that none had is NotFound, unknown_code.
// It is asked before a code that somebody typed is written down for good: it could be a name or a number.
func HadPerson(ctx context.Context, s city.Reader, code string) error {
	_, err := s.CodeID(ctx, city.Key{Kind: city.KindPerson, Layer: city.LayerPerson, Code: code})
	return err
}

// HadPerson is HadPerson of the editor's store.
func (e *Editor) HadPerson(ctx context.Context, code string) error {
	return HadPerson(ctx, e.store, code)
}

// Subject is SubjectOf of the editor's store.
func (e *Editor) Subject(ctx context.Context, keys city.Keys, code string) (*Subject, error) {
	return SubjectOf(ctx, e.store, keys, code)
}
