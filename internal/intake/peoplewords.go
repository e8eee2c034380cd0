package intake

import (
	"fmt"
	"strings"

	"github.com/redsail/redsail/internal/city"
)

// acceptedWord is a word that a column takes: the key, or one of the names.
type acceptedWord struct {
	key  string
	name city.Label
}

// acceptedWords are those that a column of posts or organisations takes by a scheme, in its order: roles,
// kinds of organisations, domains of work. None of any other column.
func acceptedWords(s *city.Scheme, key string) (out []acceptedWord) {
	switch key {
	case colRole:
		for _, r := range s.AllRoles() {
			out = append(out, acceptedWord{r.Key, r.Name})
		}
	case colKind:
		for _, k := range s.AllOrganisations() {
			out = append(out, acceptedWord{k.Key, k.Name})
		}
	case colTasks:
		for _, d := range s.AllDomains() {
			out = append(out, acceptedWord{d.Key, d.Name})
		}
	}
	return out
}

// mostWords is how many a message lists.
const mostWords = 40

func listWords(words []acceptedWord) string {
	var out []string
	for _, w := range words[:min(len(words), mostWords)] {
		out = append(out, fmt.Sprintf("%s (%s)", w.name.Zh, w.key))
	}
	text := strings.Join(out, ", ")
	if more := len(words) - mostWords; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// wordRows are the rows of the sheet of a template that lists the words which its columns take.
func wordRows(s *city.Scheme, kind TableKind) [][]string {
	rows := [][]string{{helpHeading, "标题", "key", "中文", "English"}}
	for _, c := range columnsOf(kind) {
		for _, w := range acceptedWords(s, c.key) {
			rows = append(rows, []string{c.key, c.zh, w.key, w.name.Zh, w.name.En})
		}
	}
	return rows
}
