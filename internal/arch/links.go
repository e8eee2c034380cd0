package arch

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var (
	inlineCode = regexp.MustCompile("`[^`]*`")
	mdLink     = regexp.MustCompile(`\]\(\s*<?([^()\s>]+(?:\([^()\s]*\))?)>?(?:\s+"[^"]*")?\s*\)`)
	mdHeading  = regexp.MustCompile(`^(#{1,6})\s+(.*?)\s*#*\s*$`)
	outsideURL = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:`)
)

type heading struct {
	level int
	text  string
	slug  string
}

// document is a Markdown file without its code blocks.
type document struct {
	lines    []string // those in code blocks are empty
	headings []heading
}

func parseDocument(src string) document {
	var d document
	fence := ""
	slugs := map[string]int{}
	for line := range strings.SplitSeq(src, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence != "":
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
			line = ""
		case strings.HasPrefix(trimmed, "```"), strings.HasPrefix(trimmed, "~~~"):
			fence, line = trimmed[:3], ""
		}
		d.lines = append(d.lines, line)
		if m := mdHeading.FindStringSubmatch(line); m != nil {
			slug := slugOf(m[2])
			n := slugs[slug]
			slugs[slug] = n + 1
			if n > 0 {
				slug += "-" + strconv.Itoa(n)
			}
			d.headings = append(d.headings, heading{level: len(m[1]), text: m[2], slug: slug})
		}
	}
	return d
}

// slugOf is the anchor that a code forge gives a heading: small letters, spaces to
// hyphens, and of the other characters only letters, digits, - and _.
func slugOf(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		default:
			return -1
		}
	}, text)
}

// checkLinks returns each relative link of a Markdown file that leads nowhere: to a
// missing file, out of the repository, or to a heading that is not there.
func checkLinks(fsys fs.FS) ([]string, error) {
	docs := map[string]document{}
	var names []string
	err := walk(fsys, func(name string) error {
		if path.Ext(name) != ".md" {
			return nil
		}
		src, err := fs.ReadFile(fsys, name)
		docs[name] = parseDocument(string(src))
		names = append(names, name)
		return err
	})
	var out []string
	for _, name := range names {
		for i, line := range docs[name].lines {
			for _, m := range mdLink.FindAllStringSubmatch(inlineCode.ReplaceAllString(line, ""), -1) {
				if why := checkLink(fsys, docs, name, m[1]); why != "" {
					out = append(out, fmt.Sprintf("%s:%d: link %s: %s", name, i+1, m[1], why))
				}
			}
		}
	}
	return out, err
}

func checkLink(fsys fs.FS, docs map[string]document, from, target string) string {
	if outsideURL.MatchString(target) {
		return ""
	}
	file, fragment, _ := strings.Cut(target, "#")
	file, err := url.PathUnescape(file)
	if err != nil {
		return err.Error()
	}
	to := from
	if file != "" {
		to = path.Join(path.Dir(from), file)
	}
	if !fs.ValidPath(to) {
		return "it leads out of the repository"
	}
	if _, err := fs.Stat(fsys, to); err != nil {
		return "there is no " + to
	}
	if fragment == "" {
		return ""
	}
	doc, ok := docs[to]
	if !ok {
		return "" // a line of a source file
	}
	for _, h := range doc.headings {
		if h.slug == fragment {
			return ""
		}
	}
	return fmt.Sprintf("%s has no heading #%s", to, fragment)
}

// checkTwins returns how two translations of a document differ in structure: each must
// link the other in its first lines, and have as many headings, of the same levels.
func checkTwins(fsys fs.FS, a, b string) ([]string, error) {
	var out []string
	var docs [2]document
	for i, name := range []string{a, b} {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		docs[i] = parseDocument(string(src))
		other := []string{b, a}[i]
		head := strings.Join(docs[i].lines[:min(6, len(docs[i].lines))], "\n")
		if !strings.Contains(head, "]("+other+")") {
			out = append(out, fmt.Sprintf("%s does not link %s in its first lines", name, other))
		}
	}
	ha, hb := docs[0].headings, docs[1].headings
	for i := range max(len(ha), len(hb)) {
		switch {
		case i >= len(ha):
			out = append(out, fmt.Sprintf("%s lacks the heading of %s: %s", a, b, hb[i].text))
		case i >= len(hb):
			out = append(out, fmt.Sprintf("%s lacks the heading of %s: %s", b, a, ha[i].text))
		case ha[i].level != hb[i].level:
			return append(out, fmt.Sprintf("headings part at %q (%s) and %q (%s)", ha[i].text, a, hb[i].text, b)), nil
		}
	}
	return out, nil
}
