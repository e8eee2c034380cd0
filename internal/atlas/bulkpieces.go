package atlas

import (
	"strings"
	"sync"

	"github.com/redsail/redsail/geo/locate"
)

// pieces are the answers to lines in bulk that a layer can give, ready to be copied: by
// area number, the cell of its code with what follows it, or the member of a JSON object.
type pieces struct {
	text []byte
	at   []uint32 // piece n is text[at[n]:at[n+1]]
	none []byte   // of a point in no area
}

func (p *pieces) of(n int32) []byte { return p.text[p.at[n]:p.at[n+1]] }

// bulkForms keeps the pieces of a picture, made when they are first wanted.
type bulkForms struct {
	mu    sync.Mutex
	forms map[byte][]pieces
}

// bulkPieces are those of all layers, written by write; form is the delimiter of a CSV, or
// jsonForm.
func (p *Picture) bulkPieces(form byte, write func(dst []byte, layer int, code string) []byte) []pieces {
	p.bulk.mu.Lock()
	defer p.bulk.mu.Unlock()
	if made := p.bulk.forms[form]; made != nil {
		return made
	}
	made := make([]pieces, len(p.layers))
	for i := range made {
		if p.layers[i].def.Base {
			continue // it is in no answer
		}
		made[i] = pieces{at: []uint32{0}, none: write(nil, i, "")}
		for n := range p.index.Len(i) {
			made[i].text = write(made[i].text, i, p.index.Code(i, n))
			made[i].at = append(made[i].at, uint32(len(made[i].text)))
		}
		p.asides.Add(int64(cap(made[i].text) + 4*cap(made[i].at)))
	}
	if p.bulk.forms == nil {
		p.bulk.forms = map[byte][]pieces{}
	}
	p.bulk.forms[form] = made
	return made
}

// severalCodes are those of the areas of a layer, joined with ";".
func (p *Picture) severalCodes(layer int, areas []int32) string {
	var out strings.Builder
	for i, n := range areas {
		if i > 0 {
			out.WriteByte(';')
		}
		out.WriteString(p.index.Code(layer, int(n)))
	}
	return out.String()
}

// owners sets owner, as border needs it, from a row of the index.
func (p *Picture) owners(owner []int, row []int32) {
	for i := range owner {
		owner[i] = locate.None
		if p.layers[i].def.Partition {
			owner[i] = int(row[i])
		}
	}
}
