# Reads the test runner's result files (trx), prints what failed and why tests were skipped, and last the line
# "N passed, N failed, N skipped" from the files' own counters. Plain awk: it runs with mawk, gawk and BSD awk.

function attribute(name,    text) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    text = substr($0, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", text); sub(/"$/, "", text)
    return unescape(text)
}

function unescape(text) {
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text)
    gsub(/&#xD;/, "", text); gsub(/&#xA;/, "\n", text); gsub(/&amp;/, "\\&", text)
    return text
}

/<UnitTestResult / { test = attribute("testName"); outcome = attribute("outcome"); reason = "" }

/<UnitTestResult / && outcome == "Failed" { print "FAILED " test }

/<Message>/ { inMessage = 1 }
inMessage && outcome == "Failed" { line = $0; gsub(/^ *<Message>|<\/Message> *$/, "", line); print "    " unescape(line) }
inMessage && outcome == "NotExecuted" { line = $0; gsub(/^ *<Message>|<\/Message> *$/, "", line); reason = reason unescape(line) }
/<\/Message>/ { if (inMessage && outcome == "NotExecuted") skips[reason]++; inMessage = 0 }

/<StackTrace>/ { inTrace = outcome == "Failed" ? 12 : 0 }
inTrace > 0 { line = $0; gsub(/^ *<StackTrace>|<\/StackTrace> *$/, "", line); print "    " unescape(line); inTrace-- }
/<\/StackTrace>/ { inTrace = 0 }

# Errors of the whole run (a crashed or hung test process) come after the results; failed tests are repeated there.
/<ResultSummary / { outcome = "" }
/<RunInfo / && attribute("outcome") == "Error" { inRunInfo = 1 }
inRunInfo && /<Text>/ && !/\[FAIL\]/ { line = $0; gsub(/^ *<Text>|<\/Text> *$/, "", line); print "ERROR  " unescape(line) }
/<\/RunInfo>/ { inRunInfo = 0 }

/<Counters / {
    bad = attribute("failed") + attribute("error") + attribute("timeout") + attribute("aborted")
    passed += attribute("passed"); failed += bad; skipped += attribute("total") - attribute("passed") - bad
}

END {
    for (reason in skips) print "SKIPPED " skips[reason] ": " reason
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
}
