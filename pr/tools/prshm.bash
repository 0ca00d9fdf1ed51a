# SPDX-License-Identifier: MPL-2.0
# Completion of prshm's commands and options in bash.  Both come from --help, so
# they are those of the program that is found; all else is names of files.
# shellcheck shell=bash

# Words of the help of a command, or of prshm itself.
_prshm_words() {
    "$1" "${@:3}" --help 2>/dev/null | sed -n "s/$2.*/\\1/p"
}

_prshm() {
    local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}

    COMPREPLY=()
    # bash gives what is behind the equals sign as a word of its own.
    if [[ $word == = || ${COMP_WORDS[COMP_CWORD - 1]} == = ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "${word#=}")
    elif ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "help --help --version \
            $(_prshm_words "$1" '^  \([a-z][a-z-]*\) ')" -- "$word")
    elif [[ $command == help ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(
            _prshm_words "$1" '^  \([a-z][a-z-]*\) '
        )" -- "$word")
    elif [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(
            _prshm_words "$1" '^  -., \(--[a-z-]*=\{0,1\}\)' "$command"
        )" -- "$word")
        if [[ ${COMPREPLY[0]-} == *= ]]; then
            compopt -o nospace 2>/dev/null
        fi
    fi
}

complete -o default -F _prshm prshm
